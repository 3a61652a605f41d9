package io.hubflow.engine.read;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.destination.Reading;
import io.hubflow.engine.filter.RecordFilter;
import io.hubflow.engine.range.IdRange;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.ListRequest;
import io.hubflow.hubspot.MalformedRecord;
import io.hubflow.hubspot.PageRoom;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.hubspot.RecordPage;
import io.hubflow.hubspot.RecordParts;
import io.hubflow.hubspot.RecordState;
import io.hubflow.hubspot.SearchFilter;
import io.hubflow.hubspot.SearchRequest;
import io.hubflow.hubspot.SearchSort;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * Fetches pages of whole records, however many properties are selected. Where a list's URL would be too long the page brings
 * ids alone and {@link #complete} batch-reads them; where a search does not return some properties it batch-reads those.
 * Thread-safe.
 */
final class RecordFetcher {
    /** HubSpot's largest batch (reference §5). */
    static final int BATCH_SIZE = 100;

    static final String ID = "hs_object_id";

    private final HubSpotClient client;
    private final ObjectType type;
    private final PropertySelection selection;
    private final ReadClock clock;
    /** What a search returns, and what it does not. */
    private final PropertySelection searchable;

    private final PropertySelection unsearchable;
    private final PropertySelection firstHalf;
    private final PropertySelection secondHalf;
    private final RecordState state;
    private final RecordFilter filter;
    private final UnaryOperator<List<Long>> wanted;

    /**
     * @param unsearchable selected properties that no search returns
     * @param state which records lists and batch reads give; a search finds live ones only
     * @param filter which records searches find; lists and batch reads bring others as well
     * @param wanted of the ids of a page those whose records are to be read, where the page brings ids alone
     */
    RecordFetcher(
            HubSpotClient client,
            ObjectType type,
            PropertySelection selection,
            ReadClock clock,
            Collection<String> unsearchable,
            RecordState state,
            RecordFilter filter,
            UnaryOperator<List<Long>> wanted) {
        this.client = client;
        this.type = type;
        this.selection = selection;
        this.clock = clock;
        var hidden = Set.copyOf(unsearchable);
        this.searchable = selection.part(name -> !hidden.contains(name));
        this.unsearchable = selection.part(hidden::contains);
        this.firstHalf = selection.part(name -> selection.indexOf(name) % 2 == 0);
        this.secondHalf = selection.part(name -> selection.indexOf(name) % 2 == 1);
        this.state = state;
        this.filter = filter;
        this.wanted = wanted;
    }

    /** Whether searches find every record. */
    boolean findsEverything() {
        return filter.isEverything();
    }

    /** What the records of a page have. */
    enum Content {
        IDS,
        /** Everything but the properties that no search returns. */
        SEARCHABLE,
        /** Half of the properties; the other half came beside it. */
        HALF,
        WHOLE
    }

    /**
     * A page in HubSpot's order.
     *
     * @param otherHalf of a page by halves: the records with the other half of their properties
     */
    record Listed(RecordPage page, Content content, Reading reading, List<HubSpotRecord> otherHalf) {
        Listed(RecordPage page, Content content, Reading reading) {
            this(page, content, reading, List.of());
        }

        long[] ids() {
            return page.records().stream().mapToLong(HubSpotRecord::id).toArray();
        }

        /** Ids of the range in HubSpot's order, each once: a page may hold rows of another page. */
        long[] idsIn(IdRange range) {
            return Arrays.stream(ids()).filter(range::contains).distinct().toArray();
        }

        /** Without the record that the page before it ended with. */
        Listed without(long id) {
            var others =
                    page.records().stream().filter(record -> record.id() != id).toList();
            return new Listed(
                    new RecordPage(
                            others,
                            page.malformed(),
                            page.missingIds(),
                            page.nextAfter(),
                            page.total(),
                            page.serverTime()),
                    content,
                    reading,
                    otherHalf);
        }

        /** What the page holds of the range: the ids of its records, and of elements that are none. */
        Set<Long> keysIn(IdRange range) {
            var keys = new HashSet<Long>();
            Arrays.stream(idsIn(range)).forEach(keys::add);
            for (var malformed : page.malformed()) {
                var key = key(malformed);
                if (key < 0 || range.contains(key)) {
                    keys.add(key);
                }
            }
            return keys;
        }

        /** Its id, or a negative number where it has none. */
        private static long key(MalformedRecord malformed) {
            try {
                var id = Long.parseLong(malformed.id());
                if (id >= 0) {
                    return id;
                }
            } catch (NumberFormatException e) {
                // Counted all the same.
            }
            return Long.MIN_VALUE | Integer.toUnsignedLong(malformed.json().hashCode());
        }
    }

    /**
     * Records with every selected property.
     *
     * @param withheld ids that HubSpot shows and does not give
     */
    record Fetched(
            List<HubSpotRecord> records, List<MalformedRecord> malformed, List<Long> withheld, Reading reading) {}

    /** Waits for the memory that a page of a search takes; to be held from the call until the page was handed on. */
    PageRoom awaitSearchRoom() {
        return client.awaitRoom(type.apiName(), selection.size(), SearchRequest.MAX_LIMIT);
    }

    /** The same for a page of the list, which comes in two answers where the names take two URLs. */
    PageRoom awaitListRoom() {
        var answers = listRoute() == ListRoute.HALVES ? 2 : 1;
        return client.awaitRoom(type.apiName(), selection.size(), ListRequest.MAX_LIMIT * answers);
    }

    /** How many pages of the list may wait to be handed on, at most {@code most}. */
    int waitingPages(int most) {
        return client.waitingPages(type.apiName(), selection.size(), most);
    }

    ListRoute listRoute() {
        return ListRoute.of(fitsUrl(selection), fitsUrl(firstHalf) && fitsUrl(secondHalf));
    }

    int unsearchableProperties() {
        return unsearchable.names().size();
    }

    private boolean fitsUrl(PropertySelection properties) {
        return client.fitsUrl(type.apiName(), properties);
    }

    Listed list(Optional<String> after) {
        try {
            return switch (listRoute()) {
                case WHOLE -> {
                    var reading = clock.byId();
                    yield new Listed(listPage(selection, after), Content.WHOLE, reading);
                }
                case HALVES -> listHalves(after);
                case BATCHES -> listIds(after);
            };
        } catch (ConnectorException e) {
            if (e.code() != ErrorCode.HUBSPOT_URL_TOO_LONG) {
                throw e;
            }
            return listIds(after);
        }
    }

    /** The page twice at once. A record that is not on both, or that changed in between, is read whole by {@link #complete}. */
    private Listed listHalves(Optional<String> after) {
        var reading = clock.byId();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var second = threads.submit(() -> listPage(secondHalf, after));
            var first = listPage(firstHalf, after);
            return new Listed(first, Content.HALF, reading, second.get().records());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ConnectorException failure) {
                throw failure;
            }
            throw new IllegalStateException("half of a list page failed", e);
        } catch (InterruptedException e) {
            throw ConnectorException.interrupted(e);
        }
    }

    Listed listIds(Optional<String> after) {
        var reading = clock.byId();
        return new Listed(listPage(PropertySelection.none(), after), Content.IDS, reading);
    }

    /** A page of records; of ids alone while what a search brings would lose to rows that are there. */
    Listed search(List<SearchFilter> filters, Optional<String> after, int limit) {
        if (clock.isAhead()) {
            return searchIds(filters, after, limit);
        }
        var reading = clock.search();
        var page = searchPage(filters, SearchSort.ascending(ID), searchable, after, limit);
        return new Listed(page, unsearchable.names().isEmpty() ? Content.WHOLE : Content.SEARCHABLE, reading);
    }

    Listed searchIds(List<SearchFilter> filters, Optional<String> after, int limit) {
        var reading = clock.search();
        var page = searchPage(filters, SearchSort.ascending(ID), PropertySelection.none(), after, limit);
        return new Listed(page, Content.IDS, reading);
    }

    /** One record with the greatest id, and the total. */
    RecordPage searchTop(List<SearchFilter> filters) {
        return searchPage(filters, SearchSort.descending(ID), PropertySelection.none(), Optional.empty(), 1);
    }

    /** A page of one id: the one that {@code rank} others come before in this order. */
    RecordPage searchAt(List<SearchFilter> filters, SearchSort sort, long rank) {
        return searchPage(filters, sort, PropertySelection.none(), Optional.of(Long.toString(rank)), 1);
    }

    long count(List<SearchFilter> filters) {
        var page = searchPage(filters, SearchSort.ascending(ID), PropertySelection.none(), Optional.empty(), 1);
        return page.total().orElse(page.records().size());
    }

    /** The page's records with all their properties; ids that are gone meanwhile are left out, see {@link #batchRead}. */
    Fetched complete(Listed listed) {
        var page = listed.page();
        if (page.records().isEmpty()) {
            return new Fetched(page.records(), page.malformed(), List.of(), listed.reading());
        }
        return switch (listed.content()) {
            case WHOLE -> completeValues(listed);
            case SEARCHABLE -> addUnsearchable(listed);
            case HALF -> withRest(listed, RecordParts.join(page.records(), listed.otherHalf()));
            case IDS -> {
                var read = batchRead(wanted.apply(ids(page)));
                yield page.malformed().isEmpty()
                        ? read
                        : new Fetched(
                                read.records(),
                                both(page.malformed(), read.malformed()),
                                read.withheld(),
                                read.reading());
            }
        };
    }

    private static List<Long> ids(RecordPage page) {
        return page.records().stream().map(HubSpotRecord::id).distinct().toList();
    }

    private static <T> List<T> both(List<T> some, List<T> others) {
        var all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }

    /**
     * Reads what a search does not return by id and joins it to the rest. A record that has changed since the search index saw
     * it, and one that is gone, is read whole.
     */
    private Fetched addUnsearchable(Listed listed) {
        var page = listed.page();
        var others = new ArrayList<HubSpotRecord>();
        var ids = ids(page);
        for (var from = 0; from < ids.size(); from += BATCH_SIZE) {
            var some = ids.subList(from, Math.min(ids.size(), from + BATCH_SIZE));
            others.addAll(seen(client.batchRead(type.apiName(), unsearchable, some, state))
                    .records());
        }
        return withRest(listed, RecordParts.join(page.records(), others));
    }

    private Fetched withRest(Listed listed, RecordParts.Joined joined) {
        var malformed = listed.page().malformed();
        if (joined.apart().isEmpty()) {
            return new Fetched(joined.records(), malformed, List.of(), listed.reading());
        }
        var read = batchRead(joined.apart());
        return new Fetched(
                both(joined.records(), read.records()),
                both(malformed, read.malformed()),
                read.withheld(),
                listed.reading());
    }

    /** A hit without the values that were asked for says that the record exists, and no more: it is read by id. */
    private Fetched completeValues(Listed listed) {
        var whole = new ArrayList<>(listed.page().records());
        whole.removeIf(record -> record.answer() != HubSpotRecord.Answer.WHOLE);
        return withRest(listed, new RecordParts.Joined(whole, withoutValues(listed.page())));
    }

    private static List<Long> withoutValues(RecordPage page) {
        return page.records().stream()
                .filter(record -> record.answer() != HubSpotRecord.Answer.WHOLE)
                .map(HubSpotRecord::id)
                .distinct()
                .toList();
    }

    /**
     * The records with these ids. An id that HubSpot leaves out, or whose record comes without any property, is asked for once
     * more; then it may have been archived or be gone for good. One that HubSpot still shows in its list or search is
     * withheld.
     */
    Fetched batchRead(List<Long> ids) {
        var records = new ArrayList<HubSpotRecord>(ids.size());
        var malformed = new ArrayList<MalformedRecord>();
        var reading = clock.byId();
        var open = readBatches(ids, state, records, malformed);
        if (!open.isEmpty()) {
            open = readBatches(open, state, records, malformed);
        }
        if (!open.isEmpty()) {
            var other = state == RecordState.LIVE ? RecordState.ARCHIVED : RecordState.LIVE;
            open = readBatches(open, other, new ArrayList<>(), new ArrayList<>());
        }
        var withheld = open.stream().filter(this::isShown).toList();
        return new Fetched(records, malformed, withheld, reading);
    }

    /** @return ids that HubSpot left out */
    private List<Long> readBatches(
            List<Long> ids, RecordState of, List<HubSpotRecord> records, List<MalformedRecord> malformed) {
        var missing = new ArrayList<Long>();
        var rest = new ArrayDeque<>(ids);
        while (!rest.isEmpty()) {
            var asked = new ArrayList<Long>();
            var page = fitting(BATCH_SIZE, limit -> {
                asked.clear();
                rest.stream().limit(limit).forEach(asked::add);
                return seen(client.batchRead(type.apiName(), selection, asked, of));
            });
            asked.forEach(id -> rest.removeFirst());
            for (var record : page.records()) {
                if (record.answer() == HubSpotRecord.Answer.NOTHING) {
                    missing.add(record.id());
                } else {
                    records.add(record);
                }
            }
            malformed.addAll(page.malformed());
            missing.addAll(page.missingIds());
        }
        return missing;
    }

    /**
     * Whether HubSpot shows the record although no batch read gives it. The list knows at once when a record is gone, but
     * cannot be entered everywhere; the search may still show one that has just gone.
     */
    private boolean isShown(long id) {
        if (state == RecordState.ARCHIVED) {
            return false;
        }
        try {
            var listed = listIds(Optional.of(Long.toString(id))).ids();
            if (listed.length > 0 && listed[0] >= id && IdOrders.ascending(listed)) {
                return listed[0] == id;
            }
        } catch (ConnectorException e) {
            if (!RangeCheck.refused(e)) {
                throw e;
            }
        }
        try {
            return count(List.of(SearchFilter.of(ID, SearchFilter.Operator.EQ, Long.toString(id)))) > 0;
        } catch (ConnectorException e) {
            if (!RangeCheck.refused(e)) {
                throw e;
            }
            return true;
        }
    }

    private RecordPage listPage(PropertySelection properties, Optional<String> after) {
        var most = ListRequest.MAX_LIMIT;
        return seen(
                properties.size() == 0
                        ? client.listRecords(new ListRequest(type.apiName(), properties, after, most, state))
                        : fitting(
                                most,
                                limit -> client.listRecords(
                                        new ListRequest(type.apiName(), properties, after, limit, state))));
    }

    private RecordPage seen(RecordPage page) {
        page.records().stream().mapToLong(HubSpotRecord::updatedAtMillis).max().ifPresent(clock::sawUpdate);
        return page;
    }

    /** Asks for as many whole records as the memory allows, and for half as many when the answer turns out too large. */
    private RecordPage fitting(int most, IntFunction<RecordPage> call) {
        while (true) {
            var limit = client.pageLimit(type.apiName(), most);
            try {
                return call.apply(limit);
            } catch (ConnectorException e) {
                if (e.code() != ErrorCode.HUBSPOT_ANSWER_TOO_LARGE || limit == 1) {
                    throw e;
                }
            }
        }
    }

    private RecordPage searchPage(
            List<SearchFilter> filters,
            SearchSort sort,
            PropertySelection properties,
            Optional<String> after,
            int most) {
        var sorted = Optional.of(sort);
        var bounds = filter.shortened(filters);
        return seen(
                properties.size() == 0
                        ? client.searchRecords(new SearchRequest(
                                type.apiName(), bounds, filter.groups(), sorted, properties, after, most))
                        : fitting(
                                most,
                                limit -> client.searchRecords(new SearchRequest(
                                        type.apiName(), bounds, filter.groups(), sorted, properties, after, limit))));
    }
}
