package io.hubflow.engine.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.load.Frontier.Ask;
import io.hubflow.engine.load.Frontier.Progress;
import io.hubflow.engine.load.Frontier.Stretch;
import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.RankedPage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrontierTest {
    private static final int PAGE = 200;

    /** What the index finds; lists show all of it. */
    private final TreeSet<Long> ids = new TreeSet<>();
    /** Counted, and left out of search pages. */
    private final Set<Long> omitted = new HashSet<>();

    /** HubSpot counts no further, and goes on no further. */
    private int cap = Integer.MAX_VALUE;

    private final List<Stretch> stretches = new ArrayList<>();
    private final List<Shown> pages = new ArrayList<>();
    private long calls;

    private void records(int count, Random random) {
        var id = 1_000L;
        for (var i = 0; i < count; i++) {
            id += 1 + random.nextInt(5);
            ids.add(id);
        }
    }

    private Optional<Shown> search(Ask ask) {
        calls++;
        var found = ids.subSet(ask.within().from(), ask.within().to());
        var shown = found.stream()
                .skip(ask.offset())
                .limit(PAGE)
                .filter(id -> !omitted.contains(id))
                .toList();
        var total = Math.min(found.size(), cap);
        var last = total <= ask.offset() + PAGE;
        return shown.isEmpty() ? Optional.empty() : Optional.of(new Shown(shown, OptionalLong.of(total), last));
    }

    private void note(Progress progress) {
        stretches.addAll(progress.stretches());
        for (var verdict : progress.verdicts()) {
            var page = (Shown) verdict.page();
            if (verdict.whole()) {
                page.cover(verdict.ids());
            } else {
                page.prove(verdict.ids());
            }
            pages.add(page);
        }
    }

    /** Searches that are answered in any order. */
    private void read(Frontier frontier, Random random, Runnable meanwhile) {
        read(frontier, random, 7, 4, meanwhile);
    }

    /**
     * @param mostPages that are left to lists before a page
     * @param overtaking among how many of the oldest searches any may be answered first
     */
    private void read(Frontier frontier, Random random, int mostPages, int overtaking, Runnable meanwhile) {
        var asked = new ArrayList<Ask>();
        while (!frontier.isDone()) {
            Optional<Ask> next = Optional.empty();
            while (asked.size() < 4 && (next = frontier.next(random.nextInt(mostPages + 1))).isPresent()) {
                asked.add(next.get());
            }
            assertThat(asked).as("something to wait for").isNotEmpty();
            var ask = asked.remove(random.nextInt(Math.min(asked.size(), overtaking)));
            meanwhile.run();
            var page = search(ask);
            note(frontier.answered(ask, page.map(shown -> shown)));
        }
        assertThat(asked).isEmpty();
    }

    private IdRange whole() {
        return new IdRange(0, ids.last() + 1);
    }

    @Test
    void pagesAndStretchesCoverEveryIdWithoutACallTooMany() {
        var random = new Random(1);
        // One more than a total that may be a cap.
        records(10_001, random);
        var frontier = new Frontier(whole(), OptionalLong.of(ids.size()), 4);
        var asked = new ArrayList<Ask>();
        for (var ask = frontier.next(4); ask.isPresent() || !asked.isEmpty(); ask = frontier.next(4)) {
            if (ask.isPresent() && asked.size() < 4) {
                asked.add(ask.get());
            } else {
                ask.ifPresent(asked::add);
                var first = asked.removeFirst();
                note(frontier.answered(first, search(first).map(shown -> shown)));
            }
        }

        requireCovered(whole());
        // A search for 599 records, because a page begins with the last one of the 400 that are listed before it.
        assertThat(calls).isEqualTo(17);
        assertThat(stretches)
                .allSatisfy(stretch -> assertThat(stretch.counted())
                        .hasValue(ids.subSet(stretch.ids().from(), stretch.ids().to())
                                .size()));
        assertThat(stretches.stream().mapToLong(Stretch::pages).sum()).isEqualTo(67);
        // Above the last pages no search begins.
        assertThat(pages.stream().filter(page -> !page.proved.isEmpty())).hasSizeLessThan(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 199, 200, 201, 299, 300, 301, 399, 400, 401, 1_000, 1_234})
    void anyNumberOfRecordsIsCovered(int count) {
        for (var seed = 0; seed < 20; seed++) {
            for (var known : List.of(true, false)) {
                ids.clear();
                stretches.clear();
                pages.clear();
                var random = new Random(seed);
                records(count, random);
                var range = new IdRange(0, 1_000_000);

                read(new Frontier(range, known ? OptionalLong.of(count) : OptionalLong.empty(), 4), random, () -> {});

                requireCovered(range);
                assertThat(pages.stream().filter(page -> !page.proved.isEmpty()))
                        .hasSizeLessThan(4);
            }
        }
    }

    @Test
    void recordsThatPagesLeaveOutAndThatGoMeanwhileHideNothing() {
        for (var seed = 0; seed < 300; seed++) {
            ids.clear();
            omitted.clear();
            stretches.clear();
            pages.clear();
            var random = new Random(seed);
            records(500 + random.nextInt(6_000), random);
            var range = whole();
            var often = random.nextInt(4);
            ids.stream().filter(id -> random.nextInt(200) < often).forEach(omitted::add);
            var goes = random.nextInt(3);

            read(new Frontier(range, OptionalLong.of(ids.size()), 4), random, () -> {
                if (random.nextInt(4) < goes) {
                    var some = ids.stream().skip(random.nextInt(ids.size())).findFirst();
                    some.ifPresent(ids::remove);
                }
            });

            requireCovered(range);
        }
    }

    @Test
    void whatIsLeftAfterAnEarlyEndCanBeReadLater() {
        for (var seed = 0; seed < 300; seed++) {
            ids.clear();
            stretches.clear();
            pages.clear();
            var random = new Random(seed);
            records(random.nextInt(6_000), random);
            var range = new IdRange(0, 1_000_000);
            var known = random.nextBoolean() ? OptionalLong.of(ids.size()) : OptionalLong.empty();
            Optional<IdRange> left = Optional.of(range);
            for (var part = 0; left.isPresent(); part++) {
                var frontier =
                        new Frontier(left.get(), part == 0 ? known : OptionalLong.empty(), 1 + random.nextInt(4));
                var answersBefore = random.nextInt(12);
                var answers = new int[1];
                if (part > 0 && answersBefore == 0) {
                    note(frontier.end());
                    assertThat(frontier.left()).as("nothing was asked for").isEqualTo(left);
                    frontier = new Frontier(left.get(), OptionalLong.empty(), 4);
                }
                var reading = frontier;
                read(reading, random, () -> {
                    if (answers[0]++ == answersBefore) {
                        note(reading.end());
                    }
                });
                left = frontier.left();
                var end = left.map(IdRange::from).orElse(range.to());
                requireCovered(new IdRange(0, end));
            }
        }
    }

    @Test
    void aFrontierThatEndsEarlyAsksForNothingMore() {
        ascending(5_000);
        var frontier = new Frontier(new IdRange(0, 10_000), OptionalLong.of(5_000), 1);
        var asked = frontier.next(4).orElseThrow();

        note(frontier.end());

        assertThat(frontier.isAsked()).isTrue();
        assertThat(frontier.isDone()).as("one page is still to come").isFalse();
        assertThat(frontier.next(4)).isEmpty();
        answer(frontier, asked);
        assertThat(frontier.isDone()).isTrue();
        assertThat(frontier.left()).hasValue(new IdRange(600, 10_000));
        assertThat(stretches).containsExactly(new Stretch(new IdRange(0, 401), OptionalLong.of(400), 4));
        assertThat(pages.getFirst().proved).as("nothing counted it again").containsExactly(new IdRange(401, 600));
    }

    /** The ids 1 to so many. */
    private void ascending(int count) {
        for (var id = 1L; id <= count; id++) {
            ids.add(id);
        }
    }

    private Progress answer(Frontier frontier, Ask ask) {
        var progress = frontier.answered(ask, search(ask).map(shown -> shown));
        note(progress);
        return progress;
    }

    @Test
    void aStretchEndsWithTheRecordThatThePageBehindItBeginsWith() {
        ascending(1_000);
        var frontier = new Frontier(new IdRange(0, 1_001), OptionalLong.of(1_000), 1);

        var first = frontier.next(4).orElseThrow();
        assertThat(first.offset()).isEqualTo(399);
        assertThat(first.withoutFirst()).isTrue();
        assertThat(first.listPages()).isEqualTo(4);
        assertThat(frontier.pagesLeft()).isEqualTo(4);
        assertThat(frontier.next(4)).as("one lane").isEmpty();
        var progress = answer(frontier, first);
        assertThat(progress.stretches()).containsExactly(new Stretch(new IdRange(0, 401), OptionalLong.of(400), 4));
        assertThat(progress.verdicts()).as("nothing above it was counted again").isEmpty();

        var second = frontier.next(4).orElseThrow();
        assertThat(second.within()).isEqualTo(new IdRange(600, 1_001));
        assertThat(second.offset()).isEqualTo(201);
        assertThat(frontier.isAsked()).isTrue();
        progress = answer(frontier, second);
        assertThat(progress.stretches()).containsExactly(new Stretch(new IdRange(600, 802), OptionalLong.of(202), 3));
        assertThat(progress.verdicts())
                .extracting(Frontier.Verdict::ids)
                .containsExactly(new IdRange(401, 600), new IdRange(802, 1_001));
        assertThat(progress.verdicts()).allMatch(Frontier.Verdict::whole);
        assertThat(frontier.isDone()).isTrue();
    }

    @Test
    void aPageAboveWhichAnotherNumberIsCountedLaterIsProved() {
        ascending(1_000);
        var frontier = new Frontier(new IdRange(0, 2_000), OptionalLong.of(1_000), 1);
        answer(frontier, frontier.next(4).orElseThrow());
        ids.add(1_001L);

        var progress = answer(frontier, frontier.next(4).orElseThrow());

        assertThat(progress.verdicts())
                .containsExactly(new Frontier.Verdict(pages.getFirst(), new IdRange(401, 600), false));
        assertThat(frontier.isAsked()).as("a record more is there now").isFalse();
        var last = frontier.next(4).orElseThrow();
        assertThat(last.withoutFirst()).isFalse();
        progress = answer(frontier, last);
        assertThat(progress.stretches()).isEmpty();
        assertThat(progress.verdicts())
                .extracting(Frontier.Verdict::ids)
                .containsExactly(new IdRange(802, 1_001), new IdRange(1_001, 2_000));
        assertThat(progress.verdicts()).allMatch(Frontier.Verdict::whole);
    }

    @Test
    void recordsThatMayHaveMovedAreNotCalledCounted() {
        ascending(20_000);
        var frontier = new Frontier(new IdRange(0, 50_000), OptionalLong.of(20_000), 4);
        var first = frontier.next(4).orElseThrow();
        var second = frontier.next(4).orElseThrow();
        answer(frontier, first);
        ids.remove(2_500L);

        var progress = answer(frontier, second);

        assertThat(progress.stretches()).containsExactly(new Stretch(new IdRange(600, 1_000), OptionalLong.empty(), 4));
    }

    @Test
    void aRecordThatGoesBetweenTwoAnswersHidesNoneBetweenTheirPages() {
        ascending(20_000);
        var range = new IdRange(0, 20_001);
        var frontier = new Frontier(range, OptionalLong.of(20_000), 4);
        answer(frontier, frontier.next(0).orElseThrow());
        var second = frontier.next(0).orElseThrow();
        var third = frontier.next(0).orElseThrow();
        answer(frontier, second);
        ids.remove(300L);
        answer(frontier, third);

        for (var ask = frontier.next(8); ask.isPresent(); ask = frontier.next(8)) {
            answer(frontier, ask.get());
        }

        requireCovered(range);
    }

    @Test
    void searchesStayBelowTheTenThousandthRecordAboveAPageThatWasSeen() {
        ascending(100_000);
        var frontier = new Frontier(new IdRange(0, 200_000), OptionalLong.of(100_000), 8);

        assertThat(frontier.next(40).orElseThrow().offset()).isEqualTo(3_999);
        assertThat(frontier.next(40).orElseThrow().offset()).isEqualTo(3_999 + 200 + 3_999);
        assertThat(frontier.next(40).orElseThrow().offset()).isEqualTo(9_800);
        assertThat(frontier.next(40)).isEmpty();
    }

    /** As many pages are left to lists as may be while all of them wait. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void longStretchesNeverStopTheSearches(int overtaking) {
        for (var seed = 0; seed < 10; seed++) {
            ids.clear();
            stretches.clear();
            pages.clear();
            var random = new Random(seed);
            records(60_000, random);

            read(new Frontier(whole(), OptionalLong.of(ids.size()), 4), random, 46, overtaking, () -> {});

            requireCovered(whole());
            assertThat(pages.stream().filter(page -> !page.proved.isEmpty()))
                    .as("the last pages, and those whose answers were overtaken by many others")
                    .hasSizeLessThan(overtaking == 1 ? 4 : 12);
        }
    }

    @Test
    void pagesFarAheadThatShowNothingAreAskedForAgainFromTheLastThatDid() {
        records(60_000, new Random(1));
        var frontier = new Frontier(whole(), OptionalLong.of(ids.size()), 4);
        var first = frontier.next(0).orElseThrow();
        note(frontier.answered(first, search(first).map(shown -> shown)));
        for (var i = 0; i < 4; i++) {
            note(frontier.answered(frontier.next(40).orElseThrow(), Optional.empty()));
        }

        read(frontier, new Random(1), 40, 2, () -> {});

        requireCovered(whole());
    }

    @Test
    void afterFivePagesThatShowNothingTheRestIsLeftToLists() {
        ascending(2_000);
        var frontier = new Frontier(new IdRange(0, 5_000), OptionalLong.of(2_000), 1);
        answer(frontier, frontier.next(0).orElseThrow());
        for (var empty = 1; empty <= 5; empty++) {
            assertThat(frontier.isDone()).isFalse();
            note(frontier.answered(frontier.next(0).orElseThrow(), Optional.empty()));
        }

        assertThat(frontier.next(0)).isEmpty();
        assertThat(frontier.isDone()).isTrue();
        assertThat(stretches).containsExactly(new Stretch(new IdRange(201, 5_000), OptionalLong.empty(), 18));
    }

    @Test
    void aTotalThatMayBeCappedProvesNoEnd() {
        ascending(12_000);
        cap = 10_000;
        var range = new IdRange(0, 20_000);
        var frontier = new Frontier(range, OptionalLong.of(10_000), 4);
        var first = frontier.next(120).orElseThrow();
        var second = frontier.next(120).orElseThrow();
        assertThat(second.offset()).isEqualTo(9_800);
        answer(frontier, first);

        answer(frontier, second);

        assertThat(frontier.isDone()).isTrue();
        requireCovered(range);
        assertThat(stretches).last().isEqualTo(new Stretch(new IdRange(10_001, 20_000), OptionalLong.empty(), 1));
    }

    @Test
    void aStretchBeforeRecordsThatAPageLeavesOutIsNotCounted() {
        ascending(1_000);
        omitted.addAll(List.of(400L, 401L));
        var frontier = new Frontier(new IdRange(0, 1_001), OptionalLong.of(1_000), 1);

        answer(frontier, frontier.next(4).orElseThrow());

        assertThat(stretches).containsExactly(new Stretch(new IdRange(0, 403), OptionalLong.empty(), 4));
    }

    /** Every id is in a stretch, on a page that covers it, or in a range that a page has to prove. */
    private void requireCovered(IdRange range) {
        var covered = IdIntervals.NONE;
        for (var stretch : stretches) {
            covered = covered.plus(stretch.ids());
        }
        for (var page : pages) {
            for (var part : page.covered) {
                covered = covered.plus(part);
                for (var id : ids.subSet(part.from(), part.to())) {
                    assertThat(page.shown).contains(id);
                }
            }
            for (var part : page.proved) {
                covered = covered.plus(part);
            }
        }
        assertThat(covered.gapsIn(range).ranges()).isEmpty();
    }

    /** A page as the index shows it. */
    private static final class Shown implements RankedPage {
        private final List<Long> shown;
        private final OptionalLong total;
        private final boolean last;
        private final List<IdRange> covered = new ArrayList<>();
        private final List<IdRange> proved = new ArrayList<>();

        Shown(List<Long> shown, OptionalLong total, boolean last) {
            this.shown = shown;
            this.total = total;
            this.last = last;
        }

        @Override
        public long firstId() {
            return shown.getFirst();
        }

        @Override
        public long lastId() {
            return shown.getLast();
        }

        @Override
        public long[] ids() {
            return shown.stream().mapToLong(Long::longValue).toArray();
        }

        @Override
        public long records() {
            return shown.size();
        }

        @Override
        public boolean isFull() {
            return shown.size() == 200;
        }

        @Override
        public OptionalLong total() {
            return total;
        }

        @Override
        public boolean isLast() {
            return last;
        }

        @Override
        public void cover(IdRange range) {
            covered.add(range);
        }

        @Override
        public void prove(IdRange range) {
            proved.add(range);
        }
    }
}
