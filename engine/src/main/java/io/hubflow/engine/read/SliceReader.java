package io.hubflow.engine.read;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.ListPosition;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.filter.RecordFilter;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.typing.RowMaker;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.ListRequest;
import io.hubflow.hubspot.PortalRecords;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.hubspot.RecordPage;
import io.hubflow.hubspot.RecordState;
import io.hubflow.hubspot.SearchFilter;
import io.hubflow.hubspot.SearchFilter.Operator;
import io.hubflow.hubspot.SearchRequest;
import io.hubflow.hubspot.SearchSort;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * Reads slices of one object type: pages from HubSpot, typed rows to a sink. Keeps nothing of a slice after it, and
 * commits nothing. Thread-safe: many slices may be read at once, each by its own thread.
 *
 * <p>Throws what {@link PortalRecords} throws; what the sink has accepted by then stays valid.
 */
public final class SliceReader {
    /** Times a page that answers nothing useful is asked for again (reference §10, pitfall 20). */
    private static final int RANK_TRIES = 4;

    /** As many rows as one search can point past. */
    private static final long COUNTED_ROWS = SearchRequest.MAX_WINDOW - SearchRequest.MAX_LIMIT;

    /** A million records; beyond that the count, which is for estimates, may be too low. */
    private static final int MOST_COUNTED_RANGES = 100;

    private final ObjectType type;
    private final RowMaker rows;
    private final MergedIds merged;
    private final RecordFetcher fetcher;
    private final RecordFetcher archived;
    private final OrderProbe order;
    private final ReadNotices notices;
    private final Setup setup;
    private final boolean searchesIds;
    private volatile PortalFacts.IdOrder idOrder;

    /** What a reader is made of, so that another can be made that differs in one thing. */
    private record Setup(
            PortalRecords client,
            ReadClock clock,
            PropertySelection selection,
            List<String> unsearchable,
            RecordFilter filter,
            ReadNotices told) {}

    /** One that reads every record; otherwise as the other constructor. */
    public SliceReader(
            PortalRecords client,
            ObjectType type,
            RowMaker rows,
            ReadClock clock,
            Collection<String> unsearchable,
            PortalFacts.IdOrder idOrder,
            ReadNotices notices) {
        this(client, type, rows, clock, unsearchable, idOrder, RecordFilter.EVERYTHING, notices);
    }

    /**
     * @param unsearchable selected properties that no search returns; they are read by id beside what a search brings
     * @param idOrder what is known of the order of ids in searches; becomes textual once a page shows it
     */
    public SliceReader(
            PortalRecords client,
            ObjectType type,
            RowMaker rows,
            ReadClock clock,
            Collection<String> unsearchable,
            PortalFacts.IdOrder idOrder,
            RecordFilter filter,
            ReadNotices notices) {
        this(
                type,
                rows,
                new Setup(
                        client,
                        clock,
                        filter.addedTo(MergedIds.addedTo(rows.selection(), type)),
                        List.copyOf(unsearchable),
                        filter,
                        notices),
                false,
                idOrder,
                UnaryOperator.identity());
    }

    private SliceReader(
            ObjectType type,
            RowMaker rows,
            Setup setup,
            boolean searchesIds,
            PortalFacts.IdOrder idOrder,
            UnaryOperator<List<Long>> wanted) {
        this.type = type;
        this.rows = rows;
        this.setup = setup;
        this.searchesIds = searchesIds;
        this.merged = new MergedIds(setup.selection());
        this.fetcher = fetcher(RecordState.LIVE, setup.filter(), wanted);
        this.archived = fetcher(RecordState.ARCHIVED, RecordFilter.EVERYTHING, UnaryOperator.identity());
        this.order = new OrderProbe(fetcher);
        this.idOrder = idOrder;
        this.notices = new RememberingNotices(setup.told());
    }

    private RecordFetcher fetcher(RecordState state, RecordFilter filter, UnaryOperator<List<Long>> wanted) {
        return new RecordFetcher(
                setup.client(), type, setup.selection(), setup.clock(), setup.unsearchable(), state, filter, wanted);
    }

    /**
     * A reader whose searches bring ids alone, and that reads records by id: their values are then as exact as those of a list.
     *
     * @param wanted of the ids of a page those to read
     */
    public SliceReader byId(UnaryOperator<List<Long>> wanted) {
        return new SliceReader(type, rows, setup, true, idOrder, wanted);
    }

    /** Which records become rows. */
    public RecordFilter filter() {
        return setup.filter();
    }

    /** Reads the slice to its end, or to where the sink says stop. */
    public void read(Slice slice, SliceSink sink) {
        switch (slice) {
            case Slice.Snapshot s -> search(s, s.ids(), sink);
            case Slice.Changes c -> search(c, c.ids(), sink);
            case Slice.Backfill b -> search(b, b.ids(), sink);
            case Slice.Refresh r -> readList(r, OptionalLong.empty(), sink);
            case Slice.Archived a ->
                new SerialList(this, 1)
                        .readArchived(ListPosition.START, (batch, next) -> sink.accept(batch) == IdRange.END);
            case Slice.Ids i ->
                delivery(sink, 0).deliver(fetcher.batchRead(i.ids()), Optional.empty(), OptionalLong.empty());
        }
    }

    /** Reads these archived records by id. */
    public void readArchived(List<Long> ids, SliceSink sink) {
        new Delivery(type.name(), rows, merged, record -> true, sink, notices, 0)
                .deliver(archived.batchRead(ids), Optional.empty(), OptionalLong.empty());
    }

    /**
     * Reads the slice by list, as {@link #read} does.
     *
     * @param before how many records HubSpot counted in it just before; absent = not counted
     */
    public void readList(Slice.Refresh slice, OptionalLong before, SliceSink sink) {
        var delivery = delivery(sink, slice.modifiedFromMillis());
        var check = new RangeCheck(fetcher, SearchQuery.EVERYTHING, delivery, notices);
        new ListPages(fetcher, delivery, check).read(slice.ids(), before);
    }

    /** What a search slice would find. One call, unless HubSpot counts no further than its searches reach. */
    public IdBounds fetchBounds(Slice slice) {
        var filters = SearchQuery.of(slice, type.modifiedProperty()).within(0, IdRange.END);
        var top = fetcher.searchTop(filters);
        var total = countBeyondCap(slice, top.total().orElse(top.records().size()));
        return new IdBounds(
                total, top.records().isEmpty() ? 0 : top.records().get(0).id());
    }

    /** A total may be capped at the search's own wall: then the records are counted in ranges that hold fewer. */
    private long countBeyondCap(Slice slice, long total) {
        if (total != SearchRequest.MAX_WINDOW) {
            return total;
        }
        var counted = 0L;
        var rest = IdRange.ALL;
        for (var cuts = 0; cuts < MOST_COUNTED_RANGES; cuts++) {
            var filters = SearchQuery.of(slice, type.modifiedProperty()).within(rest.from(), rest.to());
            var page = fetcher.searchAt(filters, SearchSort.ascending(RecordFetcher.ID), COUNTED_ROWS);
            var left = page.total().orElse(SearchRequest.MAX_WINDOW);
            if (left < SearchRequest.MAX_WINDOW) {
                return counted + left;
            }
            var cut = page.records().stream()
                    .mapToLong(HubSpotRecord::id)
                    .filter(rest::contains)
                    .findFirst();
            if (cut.isEmpty() || cut.getAsLong() <= rest.from()) {
                return counted + fetchCount(slice, rest);
            }
            counted += COUNTED_ROWS;
            rest = new IdRange(cut.getAsLong(), IdRange.END);
        }
        return counted;
    }

    /**
     * The lowest id of the {@code rows} highest ones that a search slice would find; empty when it would not find more.
     * One call. Meant for sharing out work: where ids are sorted as text it is some id of the slice.
     *
     * @param rows below 10,000
     */
    public OptionalLong fetchIdFromTop(Slice slice, IdRange ids, long rows) {
        return fetchIdAt(slice, ids, SearchSort.descending(RecordFetcher.ID), rows - 1);
    }

    /** The id above the {@code rows} lowest ones; otherwise as {@link #fetchIdFromTop}. */
    public OptionalLong fetchIdFromBottom(Slice slice, IdRange ids, long rows) {
        return fetchIdAt(slice, ids, SearchSort.ascending(RecordFetcher.ID), rows);
    }

    private OptionalLong fetchIdAt(Slice slice, IdRange ids, SearchSort sort, long rank) {
        var filters = SearchQuery.of(slice, type.modifiedProperty()).within(ids.from(), ids.to());
        for (var tries = 0; tries < RANK_TRIES; tries++) {
            var page = fetcher.searchAt(filters, sort, rank);
            // A page may begin with a row of another page, which can lie outside.
            var id = page.records().stream()
                    .mapToLong(HubSpotRecord::id)
                    .filter(ids::contains)
                    .findFirst();
            if (id.isPresent()) {
                return id;
            }
            if (page.records().isEmpty() && page.nextAfter().isEmpty()) {
                break;
            }
        }
        return OptionalLong.empty();
    }

    /**
     * Reads the page of a search slice that {@code rank} records of the range come before, and hands its rows on. One call; a few
     * where the answer is empty or out of order. A range of which HubSpot says that it has no record is covered.
     *
     * @param rank below 9,800
     * @param withoutFirst whether the row of its first record is left to somebody else
     * @return empty when HubSpot shows no record there, or none in the order of ids; nothing was handed on then
     */
    public Optional<RankedPage> readAt(Slice slice, IdRange ids, long rank, boolean withoutFirst, SliceSink sink) {
        var query = query(slice);
        var filters = query.within(ids.from(), ids.to());
        var after = rank == 0 ? Optional.<String>empty() : Optional.of(Long.toString(rank));
        var textual = true;
        for (var tries = 0; tries < RANK_TRIES; tries++) {
            try (var room = fetcher.awaitSearchRoom()) {
                var listed = query.wholeRecords()
                        ? fetcher.search(filters, after, SearchRequest.MAX_LIMIT)
                        : fetcher.searchIds(filters, after, SearchRequest.MAX_LIMIT);
                var found = listed.idsIn(ids);
                if (found.length > 0 && IdOrders.ascending(found)) {
                    var delivery = delivery(sink, 0);
                    var told = withoutFirst ? listed.without(found[0]) : listed;
                    delivery.deliver(fetcher.complete(told), Optional.empty(), OptionalLong.empty());
                    var check = new RangeCheck(fetcher, query, delivery, notices);
                    var keys = listed.keysIn(ids);
                    return Optional.of(new SearchedPage(
                            check,
                            delivery,
                            keys,
                            found,
                            keys.size() >= listed.asked(),
                            listed.page().total(),
                            listed.page().nextAfter().isEmpty()));
                }
                if (found.length == 0 && listed.page().nextAfter().isEmpty()) {
                    if (rank == 0 && isNothing(listed.page())) {
                        sink.accept(Batch.covering(ids));
                    }
                    return Optional.empty();
                }
                textual &= IdOrders.provesText(found);
            }
        }
        if (textual) {
            notices.idOrderIs(PortalFacts.IdOrder.TEXTUAL);
        }
        return Optional.empty();
    }

    private static boolean isNothing(RecordPage page) {
        return page.total().orElse(-1) == 0
                && page.records().isEmpty()
                && page.malformed().isEmpty();
    }

    /**
     * Looks for a window's records and for one that is known, by its modification time too: where that one is not found, searches by
     * modification time may find nothing at all. One call. For a reader without a filter.
     */
    WindowLook lookInto(Slice.Changes window, long known) {
        var property = type.modifiedProperty();
        var page = fetcher.searchAny(List.of(
                SearchQuery.of(window, property).within(0, IdRange.END),
                List.of(
                        SearchFilter.of(RecordFetcher.ID, Operator.EQ, Long.toString(known)),
                        SearchFilter.of(property, Operator.GTE, Long.toString(SearchQuery.FIRST_FILTER_MILLIS)))));
        var total = page.total().orElse(page.records().size());
        var onlyKnown = total == 1
                && page.records().size() == 1
                && page.records().get(0).id() == known
                && page.records().get(0).updatedAtMillis() < window.fromMillis();
        return total == 0 ? WindowLook.NOTHING : onlyKnown ? WindowLook.ONLY_THE_KNOWN : WindowLook.SOMETHING;
    }

    /** What a look into a window finds. */
    enum WindowLook {
        /** Not even the known record. */
        NOTHING,
        /** Nothing was modified in the window. */
        ONLY_THE_KNOWN,
        SOMETHING
    }

    /** HubSpot's count of what a search slice would find. One call. */
    public long fetchCount(Slice slice, IdRange ids) {
        return fetcher.count(SearchQuery.of(slice, type.modifiedProperty()).within(ids.from(), ids.to()));
    }

    /**
     * Whether the list can be entered at any id in this portal: entered at a record in the middle, it must go on from there,
     * ascending, and hold what a search finds there. HubSpot documents {@code after} by examples alone (last id + 1), so this is
     * asked, never assumed. Two calls.
     *
     * @param records how many records the type has
     */
    public boolean probeListJump(long records) {
        var rank = Math.min(records / 2, COUNTED_ROWS);
        if (rank == 0) {
            return false;
        }
        var everything = SearchQuery.EVERYTHING.within(0, IdRange.END);
        var found = fetcher.searchIds(everything, Optional.of(Long.toString(rank)), ListRequest.MAX_LIMIT)
                .ids();
        return found.length > 0 && listGoesOnFrom(found[0], found);
    }

    /**
     * The same where a search has shown ids that follow each other: the list is entered at the one in the middle. One call.
     *
     * @param found ascending
     */
    boolean probeListJump(long[] found) {
        return found.length > 1 && listGoesOnFrom(found[found.length / 2], found);
    }

    private boolean listGoesOnFrom(long id, long[] found) {
        final RecordPage page;
        try {
            page = fetcher.listIds(Optional.of(Long.toString(id))).page();
        } catch (ConnectorException e) {
            if (RangeCheck.refused(e)) {
                return false;
            }
            throw e;
        }
        var listed = new HashSet<Long>();
        var last = id - 1;
        for (var record : page.records()) {
            if (record.id() <= last) {
                return false;
            }
            last = record.id();
            listed.add(last);
        }
        if (page.nextAfter().isPresent() && !page.nextAfter().get().chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        for (var one : found) {
            // Where ids are sorted as text, some of them are lower numbers.
            if (one >= id && one <= last && !listed.contains(one)) {
                return false;
            }
        }
        return !listed.isEmpty();
    }

    /** How list pages come to have every property; changes when HubSpot refuses a URL as too long. */
    public ListRoute listRoute() {
        return fetcher.listRoute();
    }

    /** Of so many list pages that lists and searches read together, how many lists have room for, see {@link PortalRecords#listCallsFor}. */
    public long listPagesFor(long pages) {
        return fetcher.listPagesFor(pages);
    }

    /** Selected properties that no search returns. */
    public int unsearchableProperties() {
        return fetcher.unsearchableProperties();
    }

    RecordFetcher fetcher() {
        return fetcher;
    }

    RecordFetcher archivedFetcher() {
        return archived;
    }

    private void search(Slice slice, IdRange ids, SliceSink sink) {
        var query = query(slice);
        var delivery = delivery(sink, 0);
        if (idOrder == PortalFacts.IdOrder.TEXTUAL && order.sortsAsNumbers()) {
            notices.idOrderIs(PortalFacts.IdOrder.NUMERIC);
        }
        if (idOrder == PortalFacts.IdOrder.TEXTUAL) {
            var check = new RangeCheck(fetcher, query, delivery, notices);
            new OffsetSearch(fetcher, query, delivery, check, notices).read(ids);
        } else {
            new KeysetSearch(fetcher, query, delivery, notices, ids).read();
        }
    }

    private SearchQuery query(Slice slice) {
        var asked = SearchQuery.of(slice, type.modifiedProperty());
        return searchesIds ? new SearchQuery(asked.filters(), false) : asked;
    }

    /** A record whose answer does not tell is taken: nothing is lost by it. */
    private boolean isWanted(HubSpotRecord record) {
        return record.archived()
                || setup.filter().isEverything()
                || setup.filter().accepts(record, setup.selection()).orElse(true);
    }

    Delivery delivery(SliceSink sink, long modifiedFromMillis) {
        return new Delivery(type.name(), rows, merged, this::isWanted, sink, notices, modifiedFromMillis);
    }

    /**
     * The sections of a serial list; archived records are found by no search, so theirs are not checked.
     *
     * @param compareIdsUpTo a list of at most so many records is compared id by id; absent where the type cannot be searched
     * @param counted how many records HubSpot has just counted in all; absent = not counted
     */
    ListSections sections(
            RecordFetcher from, Delivery delivery, OptionalLong compareIdsUpTo, OptionalLong counted, long firstId) {
        var check = new RangeCheck(fetcher, SearchQuery.EVERYTHING, delivery, notices);
        return from == archived || compareIdsUpTo.isEmpty()
                ? ListSections.unchecked(fetcher, check, delivery, firstId)
                : ListSections.checked(fetcher, check, delivery, idOrder, compareIdsUpTo.getAsLong(), counted, firstId);
    }

    private final class RememberingNotices implements ReadNotices {
        private final ReadNotices told;

        RememberingNotices(ReadNotices told) {
            this.told = told;
        }

        @Override
        public void idOrderIs(PortalFacts.IdOrder order) {
            if (idOrder != order) {
                idOrder = order;
                told.idOrderIs(order);
            }
        }

        @Override
        public void incomplete(IdRange ids, long missing) {
            told.incomplete(ids, missing);
        }
    }
}
