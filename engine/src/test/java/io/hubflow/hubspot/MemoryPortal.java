package io.hubflow.hubspot;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.quota.QuotaSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The records of one object type in memory, behind the calls of the client. A test can make every kind of answer incomplete, late
 * or false; what happens between two calls, {@link #beforeCall} does. Calls may come from many threads; a test changes the portal
 * in {@code beforeCall}, or while nothing reads it.
 */
public final class MemoryPortal implements PortalRecords {
    /** When records are created and modified that a test says nothing else of. */
    public static final long LONG_AGO = 1_700_000_000_000L;

    /** As HubSpot says of a search that it does not offer. */
    public static final ErrorCode REFUSED = ErrorCode.HUBSPOT_REQUEST_REFUSED;

    private static final String ID = "hs_object_id";
    private static final String CREATED = "createdate";
    private static final String MODIFIED = "hs_lastmodifieddate";

    /** A way of asking. */
    public enum Kind {
        LIST,
        SEARCH,
        BATCH
    }

    /** @param number from 1, among calls of all kinds */
    public record Call(Kind kind, int number) {}

    /** A record that is alive or in the recycle bin. */
    public record Stored(
            long id,
            long createdAtMillis,
            long updatedAtMillis,
            long archivedAtMillis,
            Map<String, String> properties) {
        public Stored {
            properties = Map.copyOf(properties);
        }

        public Stored(long id) {
            this(id, LONG_AGO, LONG_AGO, HubSpotRecord.NOT_ARCHIVED, Map.of());
        }

        public Stored with(String property, String value) {
            var changed = new HashMap<>(properties);
            changed.put(property, value);
            return new Stored(id, createdAtMillis, updatedAtMillis, archivedAtMillis, changed);
        }

        public Stored updatedAt(long millis) {
            return new Stored(id, createdAtMillis, millis, archivedAtMillis, properties);
        }

        Stored archivedAt(long millis) {
            return new Stored(id, createdAtMillis, updatedAtMillis, millis, properties);
        }

        @Nullable
        String value(String property) {
            return switch (property) {
                case ID -> Long.toString(id);
                case CREATED -> Instant.ofEpochMilli(createdAtMillis).toString();
                case MODIFIED -> Instant.ofEpochMilli(updatedAtMillis).toString();
                default -> properties.get(property);
            };
        }
    }

    public final TreeMap<Long, Stored> live = new TreeMap<>();
    /** The recycle bin. */
    public final TreeMap<Long, Stored> archived = new TreeMap<>();
    /** Ids that a batch read answers with the record that they were merged into. */
    public final Map<Long, Long> survivors = new HashMap<>();

    /** Live records that the search index does not hold yet. */
    public final Set<Long> notIndexed = new HashSet<>();
    /** Records that have left and that the search index still holds. */
    public final Set<Long> stillIndexed = new HashSet<>();
    /** Records that searches count and do not show. */
    public final Set<Long> hiddenFromSearch = new HashSet<>();

    public final Set<Long> hiddenFromList = new HashSet<>();
    /** Records that batch reads call missing. */
    public final Set<Long> hiddenFromBatches = new HashSet<>();
    /** Records that batch reads do not give, without naming them. */
    public final Set<Long> leftOutOfBatches = new HashSet<>();
    /** Records with which no batch read is answered whole. */
    public final Set<Long> notAnswered = new HashSet<>();

    /** As where the name of the modification time is wrong: a filter on it finds nothing, without a word. */
    public boolean findsNothingByModification;

    /** So many whole records of a page find room in the memory. */
    public int fitting = Integer.MAX_VALUE;

    public boolean sortsAsText;
    /** No total is higher than what searches can page through. */
    public boolean capsTotals;

    public int longestSearchPage = SearchRequest.MAX_LIMIT;
    public int longestListPage = ListRequest.MAX_LIMIT;
    public boolean listCanBeEntered = true;
    /** Wherever it is entered, the list begins with its first record. */
    public boolean listAlwaysBegins;
    /** Makes a cursor of the id that the next page begins at. */
    public LongFunction<String> listCursor = Long::toString;

    public boolean urlsFit = true;
    /** What searches are refused with; null = they are answered. */
    public @Nullable ErrorCode searchRefusal;

    /** Told of each call before it is answered; may throw. */
    public Consumer<Call> beforeCall = call -> {};
    /** Takes the page that would be answered, and gives the one that is. */
    public UnaryOperator<RecordPage> spoilList = page -> page;

    public UnaryOperator<RecordPage> spoilSearch = page -> page;

    public long nowMillis = LONG_AGO + 1_000_000_000L;
    public final List<ListRequest> lists = new ArrayList<>();
    public final List<SearchRequest> searches = new ArrayList<>();
    public final List<List<Long>> batches = new ArrayList<>();
    private final Map<String, Long> cursors = new HashMap<>();

    public static MemoryPortal of(long... ids) {
        var portal = new MemoryPortal();
        LongStream.of(ids).forEach(id -> portal.live.put(id, new Stored(id)));
        return portal;
    }

    /** So many records, the first with the id {@code first}, each {@code step} above the one before. */
    public static MemoryPortal of(long first, int count, long step) {
        return of(LongStream.range(0, count).map(i -> first + i * step).toArray());
    }

    public void add(long... ids) {
        LongStream.of(ids).forEach(id -> live.put(id, new Stored(id)));
    }

    /** Moves a live record into the recycle bin. */
    public void archive(long id) {
        archived.put(id, Objects.requireNonNull(live.remove(id)).archivedAt(nowMillis));
    }

    /** Takes a record out of the recycle bin. Nothing else of it changes. */
    public void restore(long id) {
        live.put(id, Objects.requireNonNull(archived.remove(id)).archivedAt(HubSpotRecord.NOT_ARCHIVED));
    }

    public void merge(long id, long survivor) {
        live.remove(id);
        survivors.put(id, survivor);
    }

    public synchronized int calls() {
        return lists.size() + searches.size() + batches.size();
    }

    /** Counts calls from here on. */
    public synchronized void forgetCalls() {
        lists.clear();
        searches.clear();
        batches.clear();
    }

    /** Makes the call with this number fail as a portal that is down. */
    public void failAt(int number) {
        beforeCall = call -> {
            if (call.number() == number) {
                throw unavailable();
            }
        };
    }

    public static ConnectorException unavailable() {
        return new ConnectorException(ErrorCode.HUBSPOT_UNAVAILABLE, "HubSpot is down.", "", "");
    }

    @Override
    public synchronized RecordPage listRecords(ListRequest request) {
        lists.add(request);
        begin(Kind.LIST);
        var records = request.state() == RecordState.LIVE ? live : archived;
        var limit = Math.min(request.limit(), longestListPage);
        var all = records.tailMap(request.after().map(this::firstId).orElse(0L)).values().stream()
                .limit(limit + 1L)
                .toList();
        var shown = all.subList(0, Math.min(limit, all.size()));
        var next = all.size() > limit ? Optional.of(cursor(shown.getLast().id() + 1)) : Optional.<String>empty();
        var given = shown.stream()
                .filter(record -> !hiddenFromList.contains(record.id()))
                .toList();
        return spoilList.apply(page(given, request.properties(), List.of(), List.of(), next, OptionalLong.empty()));
    }

    private String cursor(long id) {
        var cursor = listCursor.apply(id);
        cursors.put(cursor, id);
        return cursor;
    }

    private long firstId(String after) {
        var given = cursors.get(after);
        if (given != null) {
            return given;
        }
        if (!listCanBeEntered || !after.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new ConnectorException(REFUSED, "No such cursor: " + after, "", "");
        }
        return listAlwaysBegins ? 0 : Long.parseLong(after);
    }

    @Override
    public synchronized RecordPage searchRecords(SearchRequest request) {
        searches.add(request);
        begin(Kind.SEARCH);
        if (searchRefusal != null) {
            throw new ConnectorException(searchRefusal, "This type cannot be searched.", "", "");
        }
        var offset = request.after().map(Integer::parseInt).orElse(0);
        if (offset + request.limit() > SearchRequest.MAX_WINDOW) {
            throw new ConnectorException(REFUSED, "Behind the first 10,000 matches.", "", "");
        }
        var found = found(request);
        var from = Math.min(offset, found.size());
        var to = Math.min(found.size(), from + Math.min(request.limit(), longestSearchPage));
        var next = to < found.size() ? Optional.of(Integer.toString(to)) : Optional.<String>empty();
        var shown = found.subList(from, to).stream()
                .filter(record -> !hiddenFromSearch.contains(record.id()))
                .toList();
        var total = capsTotals ? Math.min(found.size(), SearchRequest.MAX_WINDOW) : found.size();
        return spoilSearch.apply(page(shown, request.properties(), List.of(), List.of(), next, OptionalLong.of(total)));
    }

    private List<Stored> found(SearchRequest request) {
        var index = new TreeMap<>(live);
        index.keySet().removeAll(notIndexed);
        stillIndexed.forEach(id -> index.put(id, new Stored(id)));
        var groups = request.groups();
        var found = new ArrayList<Stored>();
        for (var record : index.values()) {
            if (groups.isEmpty()
                    || groups.stream().anyMatch(group -> group.stream().allMatch(f -> holds(f, record)))) {
                found.add(record);
            }
        }
        request.sort().ifPresent(sort -> found.sort(order(sort)));
        return found;
    }

    private Comparator<Stored> order(SearchSort sort) {
        Comparator<Stored> order = sort.property().equals(ID) && sortsAsText
                ? Comparator.comparing(record -> Long.toString(record.id()))
                : Comparator.comparingLong(record -> number(sort.property(), record));
        return sort.direction() == SearchSort.Direction.ASCENDING ? order : order.reversed();
    }

    private static long number(String property, Stored record) {
        return switch (property) {
            case ID -> record.id();
            case CREATED -> record.createdAtMillis();
            case MODIFIED -> record.updatedAtMillis();
            default -> throw new AssertionError("not compared as a number: " + property);
        };
    }

    private boolean holds(SearchFilter filter, Stored record) {
        var property = filter.property();
        if (findsNothingByModification && property.equals(MODIFIED)) {
            return false;
        }
        return switch (filter.operator()) {
            case EQ -> filter.value().orElseThrow().equals(record.value(property));
            case GT -> number(property, record) > bound(filter.value());
            case GTE -> number(property, record) >= bound(filter.value());
            case LT -> number(property, record) < bound(filter.value());
            case LTE -> number(property, record) <= bound(filter.value());
            case BETWEEN ->
                number(property, record) >= bound(filter.value())
                        && number(property, record) <= bound(filter.highValue());
            case NOT_IN -> !filter.values().contains(record.value(property));
            case HAS_PROPERTY -> record.value(property) != null;
            case NEQ, IN, NOT_HAS_PROPERTY, CONTAINS_TOKEN, NOT_CONTAINS_TOKEN ->
                throw new AssertionError("not asked by the engine itself: " + filter);
        };
    }

    private static long bound(Optional<String> text) {
        return Long.parseLong(text.orElseThrow());
    }

    @Override
    public synchronized RecordPage batchRead(
            String objectType, PropertySelection properties, List<Long> ids, RecordState state) {
        if (ids.size() > HubSpotClient.MAX_BATCH) {
            throw new AssertionError("more than one batch takes: " + ids.size());
        }
        batches.add(List.copyOf(ids));
        begin(Kind.BATCH);
        if (ids.stream().anyMatch(notAnswered::contains)) {
            throw new ConnectorException(ErrorCode.HUBSPOT_INCOMPLETE, "errors inside a batch", "", "");
        }
        var records = state == RecordState.LIVE ? live : archived;
        var given = new ArrayList<Stored>();
        var missing = new ArrayList<Long>();
        for (var id : ids) {
            var record = records.get(id);
            var survivor = state == RecordState.LIVE ? live.get(survivors.getOrDefault(id, -1L)) : null;
            if (record != null && !hiddenFromBatches.contains(id) && !leftOutOfBatches.contains(id)) {
                given.add(record);
            } else {
                missing.add(id);
            }
            if (survivor != null) {
                given.add(survivor);
            }
        }
        var notFound =
                missing.stream().filter(id -> !leftOutOfBatches.contains(id)).toList();
        return page(given, properties, missing, notFound, Optional.empty(), OptionalLong.empty());
    }

    private void begin(Kind kind) {
        beforeCall.accept(new Call(kind, calls()));
    }

    private static RecordPage page(
            Collection<Stored> records,
            PropertySelection properties,
            List<Long> missing,
            List<Long> notFound,
            Optional<String> next,
            OptionalLong total) {
        var given = records.stream().map(record -> record(record, properties)).toList();
        return new RecordPage(given, List.of(), missing, notFound, next, total, Instant.EPOCH);
    }

    private static HubSpotRecord record(Stored record, PropertySelection properties) {
        var values = new @Nullable String[properties.size()];
        for (var name : properties.names()) {
            values[properties.indexOf(name)] = record.value(name);
        }
        return new HubSpotRecord(
                record.id(),
                record.createdAtMillis(),
                record.updatedAtMillis(),
                record.archivedAtMillis() != HubSpotRecord.NOT_ARCHIVED,
                record.archivedAtMillis(),
                values);
    }

    /** The same page with other records. */
    public static RecordPage with(RecordPage page, List<HubSpotRecord> records) {
        return new RecordPage(
                records,
                page.malformed(),
                page.missingIds(),
                page.notFoundIds(),
                page.nextAfter(),
                page.total(),
                page.serverTime());
    }

    @Override
    public HistoryBatch fetchHistories(String objectType, List<String> properties, List<Long> ids) {
        return new HistoryBatch(Map.of(), ids);
    }

    @Override
    public boolean fitsUrl(String objectType, PropertySelection properties) {
        return urlsFit;
    }

    @Override
    public RecordPage fitting(String objectType, int most, IntFunction<RecordPage> call) {
        return call.apply(Math.min(most, fitting));
    }

    @Override
    public PageRoom awaitRoom(String objectType, int properties, int records) {
        return new PageRoom(new Semaphore(0), 0);
    }

    @Override
    public int waitingPages(String objectType, int properties, int most) {
        return most;
    }

    @Override
    public Instant serverNow() {
        return Instant.ofEpochMilli(nowMillis);
    }

    @Override
    public ServerTime serverTime() {
        return ServerTime.exactly(serverNow());
    }

    @Override
    public synchronized CallCounts callCounts(String objectType) {
        return new CallCounts(lists.size(), searches.size(), batches.size(), 0, 0, 0, 0);
    }

    @Override
    public long listCallsFor(long records, int perCall) {
        return Long.MAX_VALUE;
    }

    @Override
    public QuotaSnapshot quota() {
        return new QuotaSnapshot(Integer.MAX_VALUE, 0, OptionalLong.empty(), OptionalLong.empty());
    }
}
