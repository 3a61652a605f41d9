package io.hubflow.engine.load;

import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.RankedPage;
import io.hubflow.hubspot.ListRequest;
import io.hubflow.hubspot.SearchRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * How searches and lists share one range of ids, from the lowest id up: search pages at known ranks, and between them stretches
 * that are left to lists.
 *
 * <pre>
 *   ids  ──────────────────────────────────────────────────────►
 *        list page  list page  SEARCH PAGE  list page  SEARCH PAGE  ...
 * </pre>
 *
 * <p>A search is entered at an offset, so many records above one that is known already. Its page therefore does three things at
 * once: it brings 200 records, its first id tells where the stretch before it ends, and its {@code total} counts what lies
 * above. A stretch that a list reads ends with the record that the page begins with, so that the list's last page shows that its end
 * was reached.
 *
 * <p><b>No two pages are neighbours by their ranks alone.</b> A record that leaves HubSpot between two answers shifts the ranks above
 * it. A page therefore begins where another search began, or with the last record of the page before it; where it turns out to
 * begin higher, what lies between becomes a stretch.
 *
 * <p><b>Nothing is left out</b> of a page as long as two counts agree: HubSpot counted what lies above the page's last record,
 * because a later search begins there, and that is what the page's own answer left above it. So each page is where one later
 * search begins. A page of which that is not known, or not true, is compared with HubSpot id by id. The records of a stretch were
 * counted by the answers of the pages around it, if nothing moved meanwhile; otherwise they are counted after the reading
 * ({@code docs/decisions/0052}). So they are before a page that shows fewer records than it should: what it leaves out may lie
 * before its first one. A total of exactly 10,000 may be a cap, so it proves nothing.
 *
 * <p>HubSpot shows no record behind the 10,000th match of a search. So no page lies further than that above any page that a search is
 * still to begin above, the ones on their way included.
 *
 * <p>Not thread-safe: {@link InterleavedReading} holds the lock.
 */
final class Frontier {
    private static final int SEARCH_ROWS = SearchRequest.MAX_LIMIT;
    private static final int LIST_ROWS = ListRequest.MAX_LIMIT;
    private static final long MOST_BEFORE = SearchRequest.MAX_WINDOW - SearchRequest.MAX_LIMIT;

    /** Pages in a row that show nothing although HubSpot counts more: what is left is read by list then. */
    private static final int MOST_EMPTY = 5;

    private final IdRange range;
    private final int lanes;
    private final int common;
    /** Asked for and not passed, in the order of their ranks. */
    private final Deque<Ask> open = new ArrayDeque<>();
    /** Pages above which no search has begun. */
    private final Deque<Base> bases = new ArrayDeque<>();

    private final List<Read> unconfirmed = new ArrayList<>();
    /** How many records HubSpot says the range has, as the answer that began furthest up tells. */
    private OptionalLong rows;

    private long rowsRank;
    private Base highest;
    private long nextRank;
    /** Up to here every id belongs to a page or to a stretch. */
    private long position;

    private long positionRank;
    private OptionalLong positionRows = OptionalLong.empty();
    private int awaited;
    private int emptyInARow;
    private boolean ending;
    private boolean ended;

    /**
     * One whose stretches are read by lists.
     *
     * @param rows how many records it has; absent = not counted yet
     * @param lanes searches at once, at most
     */
    Frontier(IdRange range, OptionalLong rows, int lanes) {
        this(range, rows, lanes, 1);
    }

    /** One of uncounted records that takes one search at a time, and whose stretches are read by searches. */
    static Frontier ofSearches(IdRange range) {
        return new Frontier(range, OptionalLong.empty(), 1, 0);
    }

    /** @param common records that a stretch shares with the page above it */
    private Frontier(IdRange range, OptionalLong rows, int lanes, int common) {
        this.common = common;
        this.range = range;
        this.rows = rows.orElse(0) > 0 ? rows : OptionalLong.empty();
        this.lanes = lanes;
        this.highest = new Base(range.from(), 0, null);
        this.position = range.from();
    }

    /**
     * Where a search begins.
     *
     * @param rank how many records of the range lie below
     * @param below the page that ends there; null at the range's start
     */
    private record Base(long id, long rank, @Nullable Ask below) {}

    /** A search page to be read. */
    static final class Ask {
        private final IdRange within;
        private final Base base;
        private final long rank;
        private final boolean withoutFirst;
        private final long listPages;
        private boolean answered;
        private @Nullable RankedPage page;
        /** A search that began above the page was answered. */
        private boolean countedAgain;
        /** How many records the whole range has, as that answer tells. */
        private OptionalLong rowsAgain = OptionalLong.empty();

        private Ask(IdRange within, Base base, long rank, boolean withoutFirst, long listPages) {
            this.within = within;
            this.base = base;
            this.rank = rank;
            this.withoutFirst = withoutFirst;
            this.listPages = listPages;
        }

        /** The ids to search. */
        IdRange within() {
            return within;
        }

        /** How many records of these ids come before the page. */
        long offset() {
            return rank - base.rank();
        }

        /** Whether the first record is the last one of the stretch, or of the page, before this page. */
        boolean withoutFirst() {
            return withoutFirst;
        }

        /** Pages that are left to lists before it. */
        long listPages() {
            return listPages;
        }

        /** How many records the whole range has, as this answer tells. */
        private OptionalLong rows() {
            var total = total();
            return total.isPresent() ? OptionalLong.of(base.rank() + total.getAsLong()) : OptionalLong.empty();
        }

        /** The same, as far as it proves anything. */
        private OptionalLong provenRows() {
            return mayBeCapped() ? OptionalLong.empty() : rows();
        }

        /** Whether it is known that no record was left out before the page's first one: otherwise that one's rank is not known. */
        private boolean showsFromItsRank() {
            return page != null && (page.isFull() || endsTheRange(page));
        }

        /** Whether it counts nothing above the page. */
        private boolean endsTheRange(RankedPage shown) {
            return provenRows().equals(OptionalLong.of(rank + shown.records()));
        }

        /** HubSpot may count no further than its searches reach: nobody has verified that it does. */
        private boolean mayBeCapped() {
            return total().equals(OptionalLong.of(SearchRequest.MAX_WINDOW));
        }

        private OptionalLong total() {
            return page == null ? OptionalLong.empty() : page.total();
        }
    }

    /**
     * Ids that are left to lists.
     *
     * @param counted how many records HubSpot counted there before; absent = not known
     * @param pages of the list that they take, roughly
     */
    record Stretch(IdRange ids, OptionalLong counted, long pages) {}

    /** What is to be done with a page: its range is covered where it is known to be whole, and proved otherwise. */
    record Verdict(RankedPage page, IdRange ids, boolean whole) {}

    /**
     * What an answer made known.
     *
     * @param stretches to be read by list
     * @param verdicts on pages
     */
    record Progress(List<Stretch> stretches, List<Verdict> verdicts) {}

    /** A page that waits to be confirmed. */
    private record Read(Ask ask, RankedPage page, IdRange ids) {
        boolean agrees() {
            return ask.rowsAgain.isPresent() && ask.rowsAgain.equals(ask.provenRows());
        }

        /** Whether its answer counts nothing above it and does not go on: then it is whole. */
        boolean ends() {
            return page.isLast() && ask.endsTheRange(page);
        }
    }

    /** How many list pages the records above all that was asked for would take; 0 = none are left, or nobody knows. */
    long pagesLeft() {
        return rows.isEmpty() ? 0 : Math.max(0, rows.getAsLong() - nextRank) / LIST_ROWS;
    }

    /**
     * The next page to search for.
     *
     * @param listPages how many pages are left to lists before it, at most
     * @return empty where nothing is left, or where an answer must be awaited first
     */
    Optional<Ask> next(long listPages) {
        if (isAsked() || emptyInARow >= MOST_EMPTY || awaited >= lanesNow()) {
            return Optional.empty();
        }
        // One whose answer was long in coming, for example: its page is compared with HubSpot at the end.
        bases.removeIf(this::isOutOfReach);
        if (bases.isEmpty() && isOutOfReach(highest)) {
            if (awaited > 0) {
                return Optional.empty();
            }
            // All pages above it showed nothing.
            nextRank = highest.rank();
        }
        var base = bases.isEmpty() ? highest : bases.removeFirst();
        var room = Math.min(reach(base.rank()), reachOfOthers());
        // The page before which they lie should be full as well.
        var most = Math.min(room, rows.orElse(0) - nextRank - SEARCH_ROWS) + common;
        var stretch = Math.clamp(listPages * LIST_ROWS, 0, Math.max(0, most));
        var shared = stretch > 0 ? common : base.rank() < nextRank ? 1 : 0;
        var rank = nextRank + stretch - shared;
        var ask = new Ask(new IdRange(base.id(), range.to()), base, rank, shared > 0, pages(stretch));
        open.addLast(ask);
        awaited++;
        nextRank = rank + SEARCH_ROWS;
        return Optional.of(ask);
    }

    private boolean isOutOfReach(Base base) {
        return reach(base.rank()) < 0;
    }

    /** How many records may be left to lists before the next page, if a search that begins at this rank is to show it. */
    private long reach(long rank) {
        return MOST_BEFORE - (nextRank - rank);
    }

    /** The same for the searches after it: each of those that may be on their way then goes a page further. */
    private long reachOfOthers() {
        var ranks = LongStream.concat(
                bases.stream().mapToLong(Base::rank),
                open.stream().filter(ask -> !ask.answered).mapToLong(ask -> ask.rank + SEARCH_ROWS));
        return reach(ranks.min().orElse(nextRank)) - (long) SEARCH_ROWS * lanes;
    }

    private long lanesNow() {
        return rows.isEmpty() ? 1 : StretchSizes.searchesAtOnce(rows.getAsLong(), lanes);
    }

    /** Whether everything was asked for and answered. */
    boolean isDone() {
        return ended;
    }

    /** Whether no page will be asked for any more. */
    boolean isAsked() {
        return ended || ending || (rows.isPresent() && nextRank >= rows.getAsLong());
    }

    /** Asks for no page any more. What was asked for is still to be answered; what lies above it is {@link #left}. */
    Progress end() {
        ending = true;
        var progress = new Progress(new ArrayList<>(), new ArrayList<>());
        if (!ended && open.isEmpty()) {
            finish(progress);
        }
        return progress;
    }

    /** The ids that belong to no page and no stretch because it was told to end; absent when there are none. */
    Optional<IdRange> left() {
        return ended && position < range.to() ? Optional.of(new IdRange(position, range.to())) : Optional.empty();
    }

    /** Takes an answer. @param page empty when HubSpot showed none */
    Progress answered(Ask ask, Optional<RankedPage> page) {
        awaited--;
        ask.answered = true;
        ask.page = page.orElse(null);
        emptyInARow = page.isPresent() ? 0 : emptyInARow + 1;
        var progress = new Progress(new ArrayList<>(), new ArrayList<>());
        page.ifPresent(shown -> learn(ask, shown));
        while (!open.isEmpty() && open.getFirst().answered) {
            pass(open.removeFirst(), progress);
        }
        confirm(progress);
        if (open.isEmpty() && (isAsked() || emptyInARow >= MOST_EMPTY || rows.isEmpty())) {
            finish(progress);
        }
        return progress;
    }

    private void learn(Ask ask, RankedPage page) {
        if (ask.base.rank() >= rowsRank && ask.rows().isPresent()) {
            rows = ask.rows();
            rowsRank = ask.base.rank();
        }
        if (page.lastId() + 1 < range.to()) {
            var base = new Base(page.lastId() + 1, ask.rank + page.records(), ask);
            bases.addLast(base);
            highest = base.rank() > highest.rank() ? base : highest;
        }
        var below = ask.base.below();
        if (below != null && !below.countedAgain) {
            below.countedAgain = true;
            below.rowsAgain = ask.rows();
        }
    }

    private void confirm(Progress progress) {
        unconfirmed.removeIf(read -> {
            if (read.ask().countedAgain) {
                progress.verdicts().add(new Verdict(read.page(), read.ids(), read.agrees()));
            }
            return read.ask().countedAgain;
        });
    }

    /** Moves past a page, all pages below it having been passed; one that showed nothing leaves its place to lists. */
    private void pass(Ask ask, Progress progress) {
        var page = ask.page;
        if (page == null || page.lastId() < position) {
            return;
        }
        var from = position;
        if ((ask.withoutFirst || ask.rank > positionRank) && page.firstId() >= position) {
            from = page.firstId() + (ask.withoutFirst ? 1 : common);
            if (from > position) {
                progress.stretches().add(stretch(new IdRange(position, from), ask, from - page.firstId()));
            }
        }
        position = page.lastId() + 1;
        positionRank = ask.rank + page.records();
        positionRows = ask.provenRows();
        if (from < position) {
            unconfirmed.add(new Read(ask, page, new IdRange(from, position)));
        }
    }

    /** Up to the first record of the page. @param shared 1 where it is included */
    private Stretch stretch(IdRange ids, Ask ask, long shared) {
        var records = ask.rank - positionRank + shared;
        var countedAtOnce = ask.base.id() == ids.from();
        var nothingMoved = positionRows.isPresent() && positionRows.equals(ask.provenRows());
        return new Stretch(
                ids,
                (countedAtOnce || nothingMoved) && ask.showsFromItsRank()
                        ? OptionalLong.of(records)
                        : OptionalLong.empty(),
                Math.max(1, pages(records)));
    }

    private static long pages(long records) {
        return (records + LIST_ROWS - 1) / LIST_ROWS;
    }

    /** The records end with a page that counted none above itself; otherwise what is above is left to lists. */
    private void finish(Progress progress) {
        ended = true;
        var last = unconfirmed.isEmpty() ? null : unconfirmed.getLast();
        var closed = last != null && last.ends() && last.ids().to() == position;
        for (var read : unconfirmed) {
            var ids = closed && read == last ? new IdRange(read.ids().from(), range.to()) : read.ids();
            progress.verdicts().add(new Verdict(read.page(), ids, read.ends()));
        }
        unconfirmed.clear();
        if (!closed && !ending && position < range.to()) {
            var left = Math.max(1, rows.orElse(0) - positionRank);
            progress.stretches().add(new Stretch(new IdRange(position, range.to()), OptionalLong.empty(), pages(left)));
        }
        if (closed || !ending) {
            position = range.to();
        }
    }
}
