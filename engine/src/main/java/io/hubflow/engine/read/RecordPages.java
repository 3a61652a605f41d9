package io.hubflow.engine.read;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.filter.RecordFilter;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.ListRequest;
import io.hubflow.hubspot.PortalRecords;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.hubspot.RecordPage;
import io.hubflow.hubspot.RecordState;
import io.hubflow.hubspot.SearchFilter;
import io.hubflow.hubspot.SearchRequest;
import io.hubflow.hubspot.SearchSort;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * Single calls for pages of records. Whole records are asked for in pages that fit into memory, and the clock hears of every
 * modification that a page shows. Thread-safe.
 */
final class RecordPages {
    private final PortalRecords client;
    private final ObjectType type;
    private final ReadClock clock;
    private final RecordState state;
    private final RecordFilter filter;

    /**
     * @param state which records lists give; a search finds live ones only
     * @param filter which records searches find
     */
    RecordPages(PortalRecords client, ObjectType type, ReadClock clock, RecordState state, RecordFilter filter) {
        this.client = client;
        this.type = type;
        this.clock = clock;
        this.state = state;
        this.filter = filter;
    }

    RecordPage list(PropertySelection properties, Optional<String> after) {
        var most = ListRequest.MAX_LIMIT;
        return seen(
                properties.size() == 0
                        ? client.listRecords(new ListRequest(type.apiName(), properties, after, most, state))
                        : fitting(
                                most,
                                limit -> client.listRecords(
                                        new ListRequest(type.apiName(), properties, after, limit, state))));
    }

    /** @param asked how many records were asked for: fewer than a whole page where memory is short */
    record Searched(RecordPage page, int asked) {}

    Searched search(
            List<SearchFilter> filters,
            SearchSort sort,
            PropertySelection properties,
            Optional<String> after,
            int most) {
        var sorted = Optional.of(sort);
        var bounds = filter.shortened(filters);
        var asked = new AtomicInteger(most);
        IntFunction<RecordPage> call = limit -> {
            asked.set(limit);
            return client.searchRecords(
                    new SearchRequest(type.apiName(), bounds, filter.groups(), sorted, properties, after, limit));
        };
        return new Searched(seen(properties.size() == 0 ? call.apply(most) : fitting(most, call)), asked.get());
    }

    /** One record, and the total, of those that any of these groups of filters finds as a whole. For readers without a filter. */
    RecordPage searchAny(List<List<SearchFilter>> groups) {
        return seen(client.searchRecords(new SearchRequest(
                type.apiName(),
                List.of(),
                groups,
                Optional.of(SearchSort.ascending(RecordFetcher.ID)),
                PropertySelection.none(),
                Optional.empty(),
                1)));
    }

    /** How many records a search finds. */
    long count(List<SearchFilter> filters) {
        var page = search(
                        filters, SearchSort.ascending(RecordFetcher.ID), PropertySelection.none(), Optional.empty(), 1)
                .page();
        return page.total().orElse(page.records().size());
    }

    /** The records with these ids, with these properties, in as few answers as the memory allows. */
    List<RecordPage> batches(PropertySelection properties, List<Long> ids, RecordState of) {
        var pages = new ArrayList<RecordPage>();
        var rest = new ArrayDeque<>(ids);
        while (!rest.isEmpty()) {
            var asked = new ArrayList<Long>();
            pages.add(seen(fitting(RecordFetcher.BATCH_SIZE, limit -> {
                asked.clear();
                rest.stream().limit(limit).forEach(asked::add);
                return client.batchRead(type.apiName(), properties, asked, of);
            })));
            asked.forEach(id -> rest.removeFirst());
        }
        return pages;
    }

    private RecordPage fitting(int most, IntFunction<RecordPage> call) {
        return client.fitting(type.apiName(), most, call);
    }

    private RecordPage seen(RecordPage page) {
        page.records().stream().mapToLong(HubSpotRecord::updatedAtMillis).max().ifPresent(clock::sawUpdate);
        return page;
    }
}
