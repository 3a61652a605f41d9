package io.hubflow.engine.read;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.filter.RecordFilter;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.ListRequest;
import io.hubflow.hubspot.PageRoom;
import io.hubflow.hubspot.PortalRecords;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.hubspot.RecordPage;
import io.hubflow.hubspot.RecordParts;
import io.hubflow.hubspot.RecordState;
import io.hubflow.hubspot.SearchFilter;
import io.hubflow.hubspot.SearchRequest;
import io.hubflow.hubspot.SearchSort;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/**
 * Fetches pages of whole records, however many properties are selected. Where a list's URL would be too long the page brings
 * ids alone and {@link #complete} batch-reads them; where a search does not return some properties it batch-reads those.
 * Thread-safe.
 */
final class RecordFetcher implements RecordSearches {
    /** HubSpot's largest batch (reference §5). */
    static final int BATCH_SIZE = 100;

    static final String ID = "hs_object_id";

    private final PortalRecords client;
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
    private final RecordPages pages;
    private final BatchReads batches;

    /**
     * @param unsearchable selected properties that no search returns
     * @param state which records lists and batch reads give; a search finds live ones only
     * @param filter which records searches find; lists and batch reads bring others as well
     * @param wanted of the ids of a page those whose records are to be read, where the page brings ids alone
     */
    RecordFetcher(
            PortalRecords client,
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
        this.pages = new RecordPages(client, type, clock, state, filter);
        this.batches = new BatchReads(pages, selection, clock, state);
    }

    @Override
    public boolean findsEverything() {
        return filter.isEverything();
    }

    @Override
    public Room awaitSearchRoom() {
        return client.awaitRoom(type.apiName(), selection.size(), SearchRequest.MAX_LIMIT)::close;
    }

    /** The same as {@link #awaitSearchRoom} for a page of the list, which comes in two answers where the names take two URLs. */
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

    /** Where records are read by id after a search, searches wait for the same limit as lists do. */
    long listPagesFor(long pages) {
        if (unsearchableProperties() > 0) {
            return Long.MAX_VALUE;
        }
        var callsAPage = listRoute().calls();
        var calls = client.listCallsFor(pages * ListRequest.MAX_LIMIT, ListRequest.MAX_LIMIT / callsAPage);
        return calls == Long.MAX_VALUE ? calls : calls / callsAPage;
    }

    int unsearchableProperties() {
        return unsearchable.names().size();
    }

    private boolean fitsUrl(PropertySelection properties) {
        return client.fitsUrl(type.apiName(), properties);
    }

    ListedPage list(Optional<String> after) {
        try {
            return switch (listRoute()) {
                case WHOLE -> {
                    var reading = clock.byId();
                    yield new ListedPage(pages.list(selection, after), ListedPage.Content.WHOLE, reading);
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
    private ListedPage listHalves(Optional<String> after) {
        var reading = clock.byId();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var second = threads.submit(() -> pages.list(secondHalf, after));
            var first = pages.list(firstHalf, after);
            return new ListedPage(
                    first, ListedPage.Content.HALF, reading, second.get().records());
        } catch (ExecutionException e) {
            throw ConnectorException.of("Reading half of a list page", e.getCause());
        } catch (InterruptedException e) {
            throw ConnectorException.interrupted(e);
        }
    }

    @Override
    public ListedPage listIds(Optional<String> after) {
        var reading = clock.byId();
        return new ListedPage(pages.list(PropertySelection.none(), after), ListedPage.Content.IDS, reading);
    }

    @Override
    public ListedPage search(List<SearchFilter> filters, Optional<String> after, int limit) {
        if (clock.isAhead()) {
            return searchIds(filters, after, limit);
        }
        var reading = clock.search();
        var searched = pages.search(filters, SearchSort.ascending(ID), searchable, after, limit);
        return ListedPage.searched(
                searched.page(),
                unsearchable.names().isEmpty() ? ListedPage.Content.WHOLE : ListedPage.Content.SEARCHABLE,
                reading,
                searched.asked());
    }

    @Override
    public ListedPage searchIds(List<SearchFilter> filters, Optional<String> after, int limit) {
        var reading = clock.search();
        var searched = pages.search(filters, SearchSort.ascending(ID), PropertySelection.none(), after, limit);
        return ListedPage.searched(searched.page(), ListedPage.Content.IDS, reading, searched.asked());
    }

    /** One record with the greatest id, and the total. */
    RecordPage searchTop(List<SearchFilter> filters) {
        return pages.search(filters, SearchSort.descending(ID), PropertySelection.none(), Optional.empty(), 1)
                .page();
    }

    /** See {@link RecordPages#searchAny}. */
    RecordPage searchAny(List<List<SearchFilter>> groups) {
        return pages.searchAny(groups);
    }

    @Override
    public RecordPage searchAt(List<SearchFilter> filters, SearchSort sort, long rank) {
        return pages.search(filters, sort, PropertySelection.none(), Optional.of(Long.toString(rank)), 1)
                .page();
    }

    @Override
    public long count(List<SearchFilter> filters) {
        return pages.count(filters);
    }

    @Override
    public FetchedRecords complete(ListedPage listed) {
        var page = listed.page();
        if (page.records().isEmpty()) {
            return new FetchedRecords(page.records(), page.malformed(), List.of(), listed.reading());
        }
        return switch (listed.content()) {
            case WHOLE -> completeValues(listed);
            case SEARCHABLE -> addUnsearchable(listed);
            case HALF -> withRest(listed, RecordParts.join(page.records(), listed.otherHalf()));
            case IDS -> {
                var read = batchRead(wanted.apply(ids(page)));
                yield page.malformed().isEmpty()
                        ? read
                        : new FetchedRecords(
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
    private FetchedRecords addUnsearchable(ListedPage listed) {
        var page = listed.page();
        var others = new ArrayList<HubSpotRecord>();
        for (var batch : pages.batches(unsearchable, ids(page), state)) {
            others.addAll(batch.records());
        }
        return withRest(listed, RecordParts.join(page.records(), others));
    }

    private FetchedRecords withRest(ListedPage listed, RecordParts.Joined joined) {
        var malformed = listed.page().malformed();
        if (joined.apart().isEmpty()) {
            return new FetchedRecords(joined.records(), malformed, List.of(), listed.reading());
        }
        var read = batchRead(joined.apart());
        return new FetchedRecords(
                both(joined.records(), read.records()),
                both(malformed, read.malformed()),
                read.withheld(),
                listed.reading());
    }

    /** A hit without the values that were asked for says that the record exists, and no more: it is read by id. */
    private FetchedRecords completeValues(ListedPage listed) {
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

    @Override
    public FetchedRecords batchRead(List<Long> ids) {
        return batches.read(ids);
    }
}
