package io.hubflow.simulator.index;

import io.hubflow.simulator.index.SearchQuery.Direction;
import io.hubflow.simulator.json.IsoTime;
import io.hubflow.simulator.portal.CrmRecord;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import io.hubflow.simulator.portal.PropertyColumn;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The search index of one type. Changes wait until their delay has passed; searches see what is visible by then.
 *
 * <p>Ranges of ids and of modified times are answered from sorted arrays; a search is computed once for each set of
 * conditions and state of the index, and its further pages, keyset or offset, are cut from that.
 */
final class TypeIndex {
    private static final int MAX_CACHED_SEARCHES = 16;

    private final Portal portal;
    private final ObjectType type;
    private final IdOrder idOrder;
    private final Conditions conditions;
    private final VisibleRecords visible;
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>(
            Comparator.comparingLong(Waiting::visibleAtMillis).thenComparingLong(w -> w.version.version()));
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, MatchSet> cache = new LinkedHashMap<>(32, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, MatchSet> eldest) {
            return size() > MAX_CACHED_SEARCHES;
        }
    };

    private record Waiting(long visibleAtMillis, CrmRecord version) {}

    TypeIndex(Portal portal, ObjectType type, IdOrder idOrder) {
        this.portal = portal;
        this.type = type;
        this.idOrder = idOrder;
        this.conditions = new Conditions(portal, type);
        this.visible = new VisibleRecords(portal.store(type).population());
    }

    /** Queues a version. */
    void add(CrmRecord version, long visibleAtMillis) {
        lock.lock();
        try {
            waiting.add(new Waiting(visibleAtMillis, version));
        } finally {
            lock.unlock();
        }
    }

    /** Forgets computed searches, after the meaning of values changed. */
    void forgetSearches() {
        lock.lock();
        try {
            cache.clear();
        } finally {
            lock.unlock();
        }
    }

    /** How many changes are not visible yet. */
    int waiting(long nowMillis) {
        lock.lock();
        try {
            catchUp(nowMillis);
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    SearchPage search(SearchQuery query, int offset, int limit, long nowMillis, long shuffle) {
        lock.lock();
        try {
            catchUp(nowMillis);
            return answer(query, offset, limit, shuffle);
        } finally {
            lock.unlock();
        }
    }

    /** Whether a visible record fulfils the conditions of a search. */
    boolean matches(SearchQuery query, long id, long nowMillis) {
        lock.lock();
        try {
            catchUp(nowMillis);
            return visible.find(id)
                    .filter(condition(query, query.groups())::test)
                    .isPresent();
        } finally {
            lock.unlock();
        }
    }

    private void catchUp(long nowMillis) {
        boolean changed = false;
        for (var next = waiting.peek(); next != null && next.visibleAtMillis <= nowMillis; next = waiting.peek()) {
            waiting.remove();
            changed |= visible.show(next.version);
        }
        if (changed) {
            cache.clear();
        }
    }

    private SearchPage answer(SearchQuery query, int offset, int limit, long shuffle) {
        Range ids = Range.ALL;
        Range times = Range.ALL;
        var rest = new ArrayList<List<Filter>>();
        if (query.groups().size() == 1) {
            var others = new ArrayList<Filter>();
            for (Filter filter : query.groups().getFirst()) {
                var idRange = conditions.range(filter, "hs_object_id");
                var timeRange = conditions.range(filter, type.modifiedProperty());
                ids = ids.and(idRange.orElse(Range.ALL));
                times = times.and(timeRange.orElse(Range.ALL));
                if (idRange.isEmpty() && timeRange.isEmpty()) {
                    others.add(filter);
                }
            }
            if (!others.isEmpty()) {
                rest.add(others);
            }
        } else {
            rest.addAll(query.groups());
        }
        boolean byId =
                query.sort() != null && query.sort().property().equals("hs_object_id") && idOrder == IdOrder.NUMERIC;
        boolean descending = query.sort() != null && query.sort().direction() == Direction.DESCENDING;
        if (byId && rest.isEmpty() && times.isAll() && query.text().isEmpty()) {
            long[] page = descending ? visible.descending(ids, offset, limit) : visible.ascending(ids, offset, limit);
            return page(visible.count(ids), page);
        }
        MatchSet matches = matches(query, times, rest, byId, descending);
        if (byId) {
            long[] page = descending ? matches.pageDescending(ids, offset, limit) : matches.page(ids, offset, limit);
            return page(matches.countIn(ids), page);
        }
        MatchSet inRange = matches.filtered(ids);
        return page(inRange.size(), inRange.page(offset, limit, shuffle));
    }

    private SearchPage page(long total, long[] ids) {
        return new SearchPage(
                total, Arrays.stream(ids).mapToObj(visible::require).toList());
    }

    private MatchSet matches(
            SearchQuery query, Range times, List<List<Filter>> rest, boolean byId, boolean descending) {
        String key = times + "|" + rest + "|" + query.text() + "|" + query.sort();
        MatchSet cached = cache.get(key);
        if (cached == null) {
            cached = compute(query, times, rest, byId, descending);
            cache.put(key, cached);
        }
        return cached;
    }

    private MatchSet compute(
            SearchQuery query, Range times, List<List<Filter>> rest, boolean byId, boolean descending) {
        Predicate<CrmRecord> condition = condition(query, rest);
        if (byId) {
            var ids = new LongList();
            visit(times, condition, record -> ids.add(record.id()));
            return MatchSet.ofIds(ids.sorted());
        }
        var key = sortKey(query);
        var hits = new ArrayList<MatchSet.Hit>();
        visit(times, condition, record -> hits.add(key.of(record)));
        return MatchSet.ofHits(hits, descending);
    }

    private void visit(Range times, Predicate<CrmRecord> condition, Consumer<CrmRecord> visitor) {
        Consumer<CrmRecord> ifMatching = record -> {
            if (condition.test(record)) {
                visitor.accept(record);
            }
        };
        if (times.isAll()) {
            visible.forEachLive(ifMatching);
        } else {
            visible.forEachModified(times, ifMatching);
        }
    }

    private Predicate<CrmRecord> condition(SearchQuery query, List<List<Filter>> rest) {
        Predicate<CrmRecord> any = rest.isEmpty() ? record -> true : record -> false;
        for (List<Filter> group : rest) {
            Predicate<CrmRecord> all = record -> true;
            for (Filter filter : group) {
                all = all.and(conditions.predicate(filter));
            }
            any = any.or(all);
        }
        return query.text().isEmpty() ? any : any.and(conditions.text(query.text()));
    }

    @FunctionalInterface
    private interface SortKey {
        MatchSet.Hit of(CrmRecord record);
    }

    private SortKey sortKey(SearchQuery query) {
        if (query.sort() == null || query.sort().property().equals(type.createdProperty())) {
            return record -> new MatchSet.Hit(record.id(), record.createdMillis(), null);
        }
        String property = query.sort().property();
        if (property.equals(type.modifiedProperty())) {
            return record -> new MatchSet.Hit(record.id(), record.modifiedMillis(), null);
        }
        if (property.equals("hs_object_id")) {
            return record -> new MatchSet.Hit(record.id(), 0, String.valueOf(record.id()));
        }
        return valueKey(conditions.column(property));
    }

    /** Records without a value come last (unverified). */
    private static SortKey valueKey(PropertyColumn column) {
        return switch (column.definition().type()) {
            case "number" ->
                record -> {
                    double value = Operands.number(Objects.requireNonNullElse(column.value(record), ""))
                            .map(BigDecimal::doubleValue)
                            .orElse(Double.POSITIVE_INFINITY);
                    long bits = Double.doubleToLongBits(value);
                    return new MatchSet.Hit(record.id(), bits ^ ((bits >> 63) & Long.MAX_VALUE), null);
                };
            case "date", "datetime" ->
                record -> {
                    var millis = IsoTime.parseMillis(Objects.requireNonNullElse(column.value(record), ""));
                    return new MatchSet.Hit(record.id(), millis.orElse(Long.MAX_VALUE), null);
                };
            default ->
                record -> {
                    String value = Objects.requireNonNullElse(column.value(record), "");
                    return new MatchSet.Hit(record.id(), value.isEmpty() ? 1 : 0, value.toLowerCase(Locale.ROOT));
                };
        };
    }
}
