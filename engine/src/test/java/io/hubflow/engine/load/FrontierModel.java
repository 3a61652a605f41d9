package io.hubflow.engine.load;

import io.hubflow.engine.load.Frontier.Ask;
import io.hubflow.engine.load.Frontier.Progress;
import io.hubflow.engine.load.Frontier.Stretch;
import io.hubflow.engine.load.Frontier.Verdict;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.RankedPage;
import io.hubflow.hubspot.ListRequest;
import io.hubflow.hubspot.SearchRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Reads one drawn portal along a {@link Frontier} and requires what that class promises. Answers are given at any time after
 * their searches, and come at any time after that.
 */
final class FrontierModel {
    private static final int SEARCH_ROWS = SearchRequest.MAX_LIMIT;
    private static final int LIST_ROWS = ListRequest.MAX_LIMIT;

    /** Records that appear or leave in one case. */
    private static final int MOST_MOVES = 3_000;

    /** A search goes up by so many records at least: one of the page may be shared. */
    private static final int LEAST_STEP = SEARCH_ROWS - 1;

    /** Pages of one record lie between a page out of reach and the page that was seen last. */
    private static final int ASKS_AGAIN = SearchRequest.MAX_WINDOW / LEAST_STEP + 1;

    private final FrontierDraw drawn;
    private final SplittableRandom random;
    private final FrontierPortal portal;
    private final IdRange range;
    private final long[] atFirst;
    private final Set<Long> left = new HashSet<>();
    private final int oftenMoved;

    private final List<Search> asked = new ArrayList<>();
    private final List<Shown> pages = new ArrayList<>();
    private final List<Verdict> verdicts = new ArrayList<>();
    private final List<Stretch> stretches = new ArrayList<>();
    private IdRange reading;
    private long mostRows;
    private int moves;
    private int searches;
    private int empties;

    private FrontierModel(FrontierDraw drawn) {
        this.drawn = drawn;
        this.random = new SplittableRandom(~drawn.seed());
        this.portal = new FrontierPortal(drawn.records(), drawn.spacing(), random);
        this.range = range();
        this.reading = range;
        this.atFirst = portal.ids();
        this.oftenMoved = 1 + random.nextInt(50);
        omitSome();
    }

    /** @throws AssertionError when a promise is broken */
    static void require(FrontierDraw drawn) {
        try {
            var model = new FrontierModel(drawn);
            model.read();
            model.requireEachIdOnce();
            model.requireWholePages();
            model.requireRightCounts();
            if (drawn.isStill() && !model.seemsCapped()) {
                model.requireEconomy();
            }
        } catch (AssertionError | RuntimeException broken) {
            throw new AssertionError(drawn + ": " + broken.getMessage(), broken);
        }
    }

    private IdRange range() {
        var highest = portal.size() == 0 ? 1_000 : portal.id(portal.size() - 1);
        return switch (drawn.cut()) {
            case TO_THE_HIGHEST -> new IdRange(0, highest + 1);
            case OPEN -> new IdRange(0, IdRange.END);
            case ANYWHERE -> {
                var from = nearby(highest);
                yield new IdRange(from, Math.max(from + 1, nearby(highest)));
            }
        };
    }

    /** The id of a record, or next to it. */
    private long nearby(long highest) {
        var id = portal.size() == 0 ? random.nextLong(highest) : portal.id(random.nextInt(portal.size()));
        return Math.max(0, id - 1 + random.nextInt(3));
    }

    private void omitSome() {
        if (drawn.omitted() == 0) {
            return;
        }
        for (var id : atFirst) {
            if (random.nextInt(1_000) < drawn.omitted()) {
                portal.omit(id);
            }
        }
        if (atFirst.length > 0 && random.nextInt(3) == 0) {
            var first = random.nextInt(atFirst.length);
            var end = Math.min(atFirst.length, first + 2 * SEARCH_ROWS);
            Arrays.stream(atFirst, first, end).forEach(portal::omit);
        }
    }

    // ---- the reading

    /** A search that was sent. @param page what it answers; null while it is not answered */
    private static final class Search {
        private final Ask ask;
        private boolean answered;
        private Optional<Shown> page = Optional.empty();

        Search(Ask ask) {
            this.ask = ask;
        }
    }

    private void read() {
        var endsAfter = drawn.endsAfter();
        for (Optional<IdRange> rest = Optional.of(range); rest.isPresent(); ) {
            reading = rest.get();
            rest = read(frontier(), endsAfter);
            endsAfter = random.nextInt(4) == 0 ? -1 : 1 + random.nextInt(12);
        }
    }

    private Frontier frontier() {
        var count = portal.count(reading);
        var rows = switch (reading.equals(range) ? drawn.way() : FrontierDraw.Way.UNCOUNTED) {
            case COUNTED -> OptionalLong.of(count);
            case MISCOUNTED -> OptionalLong.of(random.nextBoolean() ? random.nextLong(count + 1) : 3L * count + 500);
            case UNCOUNTED, SEARCHES -> OptionalLong.empty();
        };
        mostRows = Math.max(mostRows, Math.max(count, rows.orElse(0)));
        return drawn.way() == FrontierDraw.Way.SEARCHES
                ? Frontier.ofSearches(reading)
                : new Frontier(reading, rows, drawn.lanes());
    }

    /** @return what was left */
    private Optional<IdRange> read(Frontier frontier, int endsAfter) {
        var answers = 0;
        if (endsAfter == 0) {
            note(frontier.end());
        }
        while (!frontier.isDone()) {
            move();
            var next = drawn.inOrder() || random.nextBoolean() ? next(frontier) : Optional.<Ask>empty();
            if (next.isEmpty() && asked.isEmpty()) {
                next = next(frontier);
                check(next.isPresent(), "it waits for ever");
            }
            if (next.isPresent()) {
                asked.add(new Search(next.get()));
                continue;
            }
            var search = asked.get(drawn.inOrder() ? 0 : random.nextInt(asked.size()));
            if (!search.answered) {
                answer(search);
            } else {
                asked.remove(search);
                note(frontier.answered(search.ask, search.page.map(shown -> shown)));
                if (++answers == endsAfter) {
                    note(frontier.end());
                }
            }
        }
        check(asked.isEmpty(), "done while a search is not answered");
        check(frontier.isAsked() && next(frontier).isEmpty(), "done, and asks for more");
        return frontier.left();
    }

    private Optional<Ask> next(Frontier frontier) {
        var pages = drawn.samePages() ? drawn.mostPages() : random.nextInt(drawn.mostPages() + 1);
        var isAsked = frontier.isAsked();
        var next = frontier.next(pages);
        next.ifPresent(ask -> {
            searches++;
            check(!isAsked, "asks although all was asked for");
            check(ask.listPages() <= pages, "leaves more to lists than it may");
            check(ask.within().from() >= reading.from() && ask.within().to() == reading.to(), "searches elsewhere");
            check(asked.size() < drawn.lanes(), "more searches at once than lanes");
            check(searches <= mostSearches(), "asks without end");
        });
        return next;
    }

    /** Each of them goes up, but for those that are asked again because pages far ahead showed nothing. */
    private long mostSearches() {
        return 40L * drawn.lanes() + mostRows / LEAST_STEP + (long) ASKS_AGAIN * empties;
    }

    private void answer(Search search) {
        var ask = search.ask;
        search.answered = true;
        var limit = of100(drawn.shortened()) ? 1 + random.nextInt(SEARCH_ROWS) : SEARCH_ROWS;
        var page = portal.search(ask.within(), ask.offset(), limit);
        if (page.shown().length == 0 || of100(drawn.empty())) {
            empties++;
            return;
        }
        var total = drawn.isCapped() ? Math.min(page.total(), SearchRequest.MAX_WINDOW) : page.total();
        var shown = new Shown(
                ask.withoutFirst() ? Arrays.copyOfRange(page.shown(), 1, page.shown().length) : page.shown(),
                page.shown()[0],
                page.shown().length,
                of100(drawn.uncounted()) ? OptionalLong.empty() : OptionalLong.of(total),
                page.isLast() || ask.offset() + limit >= total);
        pages.add(shown);
        search.page = Optional.of(shown);
    }

    private boolean of100(int chance) {
        return chance > 0 && random.nextInt(100) < chance;
    }

    private void note(Progress progress) {
        stretches.addAll(progress.stretches());
        verdicts.addAll(progress.verdicts());
    }

    // ---- what moves meanwhile

    private void move() {
        var most = switch (drawn.motion()) {
            case NONE -> 0;
            case ONCE -> 1;
            case LEAVE, APPEAR_AND_LEAVE -> MOST_MOVES;
        };
        if (moves >= most || random.nextInt(oftenMoved) > 0) {
            return;
        }
        var many = random.nextInt(8) == 0 ? 1 + random.nextInt(2 * SEARCH_ROWS) : 1;
        moves += many;
        if (drawn.motion() == FrontierDraw.Motion.LEAVE || random.nextBoolean()) {
            var first = random.nextInt(portal.size() + 1);
            for (var i = 0; i < many && first < portal.size(); i++) {
                left.add(portal.id(first));
                portal.remove(first);
            }
        } else {
            appear(many);
        }
    }

    /** Above all others, where many were created, or at the id of one that was there. */
    private void appear(int many) {
        mostRows += many;
        var highest = portal.size() == 0 ? 1_000 : portal.id(portal.size() - 1);
        if (random.nextBoolean()) {
            for (var i = 1; i <= many; i++) {
                portal.add(highest + i);
            }
        } else {
            portal.add(random.nextLong(highest + 1));
            left.stream().limit(many).forEach(portal::add);
        }
    }

    // ---- what must hold at the end

    private static void check(boolean holds, String broken) {
        if (!holds) {
            throw new AssertionError(broken);
        }
    }

    /** Each id of the range belongs to one stretch or to one page. */
    private void requireEachIdOnce() {
        var parts = new ArrayList<IdRange>();
        stretches.forEach(stretch -> parts.add(stretch.ids()));
        verdicts.forEach(verdict -> parts.add(verdict.ids()));
        parts.sort(Comparator.comparingLong(IdRange::from));
        var position = range.from();
        for (var part : parts) {
            check(part.from() == position, part + " does not begin at " + position);
            position = part.to();
        }
        check(position == range.to(), "nobody reads from " + position + " on");
        var judged = verdicts.stream().map(Verdict::page).distinct().count();
        check(judged == verdicts.size(), "a page is judged twice");
    }

    /** What a page is said to show, it does show: all that was there from the beginning to the end. */
    private void requireWholePages() {
        for (var verdict : verdicts) {
            var page = (Shown) verdict.page();
            check(verdict.ids().to() > page.lastId(), "a page ends above its ids");
            if (verdict.whole() && drawn.tellsOmissions()) {
                for (var i = firstAtOrAbove(verdict.ids().from()); i < atFirst.length; i++) {
                    var id = atFirst[i];
                    if (id >= verdict.ids().to()) {
                        break;
                    }
                    check(left.contains(id) || page.shows(id), id + " is left out of a whole page");
                }
            }
        }
    }

    private int firstAtOrAbove(long id) {
        var found = Arrays.binarySearch(atFirst, id);
        return found < 0 ? -found - 1 : found;
    }

    /**
     * Where records move once at most, a stretch is counted as it was before or is after that. Records that a page leaves out may
     * make the count of the stretch above it too large, which costs a search. None is too small: a list that lacks records would
     * seem whole.
     */
    private void requireRightCounts() {
        var isStill = drawn.motion() == FrontierDraw.Motion.NONE;
        if (!isStill && (drawn.motion() != FrontierDraw.Motion.ONCE || drawn.omitted() > 0)) {
            return;
        }
        for (var stretch : stretches) {
            var before = firstAtOrAbove(stretch.ids().to())
                    - firstAtOrAbove(stretch.ids().from());
            var after = portal.count(stretch.ids());
            var counted = stretch.counted().orElse(after);
            check(
                    counted == before || counted == after || (drawn.omitted() > 0 && counted > after),
                    stretch + " had " + before + ", then " + after);
        }
    }

    /** A total of 10,000 may be a cap and proves nothing, which costs a search. */
    private boolean seemsCapped() {
        return pages.stream().anyMatch(page -> page.total.equals(OptionalLong.of(SearchRequest.MAX_WINDOW)));
    }

    /** No row is brought twice, stretches are counted rightly, and no search is spent that need not be. */
    private void requireEconomy() {
        var count = portal.count(range);
        if (count == 0) {
            check(searches <= 1, "several searches for nothing");
            return;
        }
        var listed = 0L;
        for (var stretch : stretches) {
            var rows = portal.count(stretch.ids());
            check(stretch.counted().equals(OptionalLong.of(rows)), stretch + " has " + rows);
            check(stretch.pages() == (rows + LIST_ROWS - 1) / LIST_ROWS, stretch + " takes other pages");
            listed += rows;
        }
        for (var verdict : verdicts) {
            var page = (Shown) verdict.page();
            check(page.told.length == portal.count(verdict.ids()), "a page brings what is read elsewhere");
        }
        var brought = pages.stream().mapToLong(page -> page.told.length).sum();
        check(brought + listed == count, "rows are brought twice");
        check(empties == 0, "searches for nothing");
        check(searches == pages.size(), "more searches than pages");
        check((long) (searches - 1) * LEAST_STEP < brought, searches + " searches bring " + brought + " rows");
        var unproved = verdicts.stream().filter(verdict -> !verdict.whole()).count();
        var atOnce = drawn.way() == FrontierDraw.Way.SEARCHES ? 1 : StretchSizes.searchesAtOnce(count, drawn.lanes());
        // Above the last ones no search begins, nor above one whose answer was overtaken by many others.
        var mostUnproved = drawn.inOrder() ? atOnce - 1 : 3 * atOnce / 2;
        check(unproved <= mostUnproved, unproved + " pages are to be proved");
        if (drawn.inOrder() && drawn.samePages() && drawn.mostPages() <= pagesInReach(atOnce)) {
            requireFullStretches();
        }
    }

    /** Pages before each search, if as many searches at once are to stay within the 10,000 records that HubSpot shows. */
    private static long pagesInReach(long atOnce) {
        return (SearchRequest.MAX_WINDOW / atOnce - 2L * SEARCH_ROWS) / LIST_ROWS;
    }

    private void requireFullStretches() {
        var sorted = stretches.stream()
                .sorted(Comparator.comparingLong(stretch -> stretch.ids().from()))
                .toList();
        for (var stretch : sorted.subList(0, Math.max(0, sorted.size() - 1))) {
            check(stretch.pages() == drawn.mostPages(), stretch + " is shorter than it may be");
        }
    }

    /** A page as HubSpot showed it. @param told what the reader was told of it */
    private static final class Shown implements RankedPage {
        private final long[] told;
        private final long first;
        private final long last;
        private final int records;
        private final OptionalLong total;
        private final boolean isLast;

        Shown(long[] told, long first, int records, OptionalLong total, boolean isLast) {
            this.told = told;
            this.first = first;
            this.last = told.length == 0 ? first : told[told.length - 1];
            this.records = records;
            this.total = total;
            this.isLast = isLast;
        }

        boolean shows(long id) {
            return Arrays.binarySearch(told, id) >= 0;
        }

        @Override
        public long firstId() {
            return first;
        }

        @Override
        public long lastId() {
            return last;
        }

        @Override
        public long[] ids() {
            return told.clone();
        }

        @Override
        public long records() {
            return records;
        }

        @Override
        public boolean isFull() {
            return records == 200;
        }

        @Override
        public OptionalLong total() {
            return total;
        }

        @Override
        public boolean isLast() {
            return isLast;
        }

        @Override
        public void cover(IdRange ids) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void prove(IdRange ids) {
            throw new UnsupportedOperationException();
        }
    }
}
