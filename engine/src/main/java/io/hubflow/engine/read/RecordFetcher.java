package io.hubflow.engine.read;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.destination.Reading;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.ListRequest;
import io.hubflow.hubspot.MalformedRecord;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.hubspot.RecordPage;
import io.hubflow.hubspot.RecordState;
import io.hubflow.hubspot.SearchFilter;
import io.hubflow.hubspot.SearchRequest;
import io.hubflow.hubspot.SearchSort;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Fetches pages of whole records, however many properties are selected: where a list's URL would be too long, or where a
 * property may not appear in a search, the page brings ids alone and {@link #complete} batch-reads them. Thread-safe.
 */
final class RecordFetcher {
    /** HubSpot's largest batch (reference §5). */
    static final int BATCH_SIZE = 100;

    static final String ID = "hs_object_id";

    private final HubSpotClient client;
    private final ObjectType type;
    private final PropertySelection selection;
    private final ReadClock clock;
    private final boolean searchWhole;
    private final RecordState state;

    /**
     * @param searchWhole whether every selected property may appear in a search: highly sensitive ones may not
     * @param state which records lists and batch reads give; a search finds live ones only
     */
    RecordFetcher(
            HubSpotClient client,
            ObjectType type,
            PropertySelection selection,
            ReadClock clock,
            boolean searchWhole,
            RecordState state) {
        this.client = client;
        this.type = type;
        this.selection = selection;
        this.clock = clock;
        this.searchWhole = searchWhole;
        this.state = state;
    }

    /** A page in HubSpot's order; {@code whole} when its records carry the selected properties. */
    record Listed(RecordPage page, boolean whole, Reading reading) {
        long[] ids() {
            return page.records().stream().mapToLong(HubSpotRecord::id).toArray();
        }

        /** Ids of the range in HubSpot's order, each once: a page may hold rows of another page. */
        long[] idsIn(IdRange range) {
            return Arrays.stream(ids()).filter(range::contains).distinct().toArray();
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

    boolean listsWholeRecords() {
        return client.fitsUrl(type.apiName(), selection);
    }

    Listed list(Optional<String> after) {
        var whole = listsWholeRecords();
        var reading = clock.byId();
        try {
            return new Listed(listPage(whole ? selection : PropertySelection.none(), after), whole, reading);
        } catch (ConnectorException e) {
            if (!whole || e.code() != ErrorCode.HUBSPOT_URL_TOO_LONG) {
                throw e;
            }
            return listIds(after);
        }
    }

    Listed listIds(Optional<String> after) {
        var reading = clock.byId();
        return new Listed(listPage(PropertySelection.none(), after), false, reading);
    }

    Listed search(List<SearchFilter> filters, Optional<String> after, int limit) {
        var reading = clock.search();
        var asked = searchWhole ? selection : PropertySelection.none();
        return new Listed(searchPage(filters, SearchSort.ascending(ID), asked, after, limit), searchWhole, reading);
    }

    Listed searchIds(List<SearchFilter> filters, Optional<String> after, int limit) {
        var reading = clock.search();
        var page = searchPage(filters, SearchSort.ascending(ID), PropertySelection.none(), after, limit);
        return new Listed(page, false, reading);
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
        if (listed.whole()) {
            return withoutValues(page).isEmpty()
                    ? new Fetched(page.records(), page.malformed(), List.of(), listed.reading())
                    : readAgain(listed, withoutValues(page));
        }
        var ids = page.records().stream().map(HubSpotRecord::id).distinct().toList();
        var read = batchRead(ids);
        if (page.malformed().isEmpty()) {
            return read;
        }
        var malformed = new ArrayList<>(page.malformed());
        malformed.addAll(read.malformed());
        return new Fetched(read.records(), malformed, read.withheld(), read.reading());
    }

    private static List<Long> withoutValues(RecordPage page) {
        return page.records().stream()
                .filter(record -> record.answer() != HubSpotRecord.Answer.WHOLE)
                .map(HubSpotRecord::id)
                .distinct()
                .toList();
    }

    /** A hit without the values that were asked for says that the record exists, and no more: by id it tells them. */
    private Fetched readAgain(Listed listed, List<Long> ids) {
        var page = listed.page();
        var read = batchRead(ids);
        var records = new ArrayList<>(page.records());
        records.removeIf(record -> record.answer() != HubSpotRecord.Answer.WHOLE);
        records.addAll(read.records());
        var malformed = new ArrayList<>(page.malformed());
        malformed.addAll(read.malformed());
        return new Fetched(records, malformed, read.withheld(), listed.reading());
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
        return seen(
                properties.size() == 0
                        ? client.searchRecords(
                                new SearchRequest(type.apiName(), filters, sorted, properties, after, most))
                        : fitting(
                                most,
                                limit -> client.searchRecords(
                                        new SearchRequest(type.apiName(), filters, sorted, properties, after, limit))));
    }
}
