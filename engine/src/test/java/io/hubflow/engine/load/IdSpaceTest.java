package io.hubflow.engine.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdSpaceTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void sharesOutEveryIdOnce(long seed) throws InterruptedException {
        var random = new Random(seed);
        var whole = new IdRange(0, 1_000_000_000_000L);
        var space = new IdSpace(IdIntervals.of(whole), 100_000, 10);
        var taken = IdIntervals.NONE;
        while (!space.free().isEmpty()) {
            var fromBottom = random.nextBoolean();
            var end = (fromBottom ? space.awaitLowest() : space.awaitHighest()).orElseThrow();
            var cut = end.from() + 1 + random.nextLong(end.width());
            var wanted = fromBottom
                    ? new IdRange(end.from(), cut)
                    : new IdRange(random.nextInt(4) == 0 ? end.from() : cut - 1, end.to());
            var chunk = (fromBottom ? space.claimFromBottom(wanted, 5_000) : space.claimFromTop(wanted, 5_000))
                    .orElseThrow();
            assertThat(taken.gapsIn(chunk)).as("seed %d", seed).isEqualTo(IdIntervals.of(chunk));
            taken = taken.plus(chunk);
            if (random.nextInt(4) == 0 && chunk.width() > 2) {
                var rest = new IdRange(chunk.from() + chunk.width() / 2, chunk.to());
                taken = taken.minus(rest);
                space.giveBack(rest, 100);
            }
            space.release();
        }
        assertThat(taken).as("seed %d", seed).isEqualTo(IdIntervals.of(whole));
    }

    @Test
    void aClaimIsWhatNobodyElseHasTakenMeanwhile() throws InterruptedException {
        var space = new IdSpace(IdIntervals.of(new IdRange(0, 1_000)), 10_000, 2);
        space.claimFromBottom(new IdRange(0, 600), 500);

        assertThat(space.claimFromTop(new IdRange(400, 1_000), 500)).contains(new IdRange(600, 1_000));
        assertThat(space.claimFromTop(new IdRange(0, 1_000), 500)).isEmpty();
    }

    @Test
    void claimsGetSmallerTowardsTheEnd() {
        var space = new IdSpace(IdIntervals.of(new IdRange(0, 100_000)), 100_000, 10);
        assertThat(space.chunkRows()).isEqualTo(5_000);

        space.remove(new IdRange(0, 80_000), 80_000);

        assertThat(space.chunkRows()).isEqualTo(1_000);
    }

    @Test
    void aSearchNeverHasToPointBeyondItsWindow() {
        var space = new IdSpace(IdIntervals.of(IdRange.ALL), 50_000_000, 10);

        assertThat(space.chunkRows()).isLessThan(10_000);
    }

    @Test
    void nothingIsSharedOutAfterClosing() throws InterruptedException {
        var space = new IdSpace(IdIntervals.of(new IdRange(0, 100)), 100, 2);
        space.close();

        assertThat(space.awaitLowest()).isEmpty();
        assertThat(space.claimFromTop(IdRange.ALL, 400)).isEmpty();
    }

    @Test
    void aClaimDoesNotReachOverAGap() {
        var space = new IdSpace(
                IdIntervals.of(new IdRange(0, 100)).plus(new IdRange(500, 600)).plus(new IdRange(900, 1_000)), 300, 2);
        space.remove(new IdRange(20, 40), 20);

        assertThat(space.claimFromBottom(new IdRange(0, 1_000), 100)).contains(new IdRange(0, 20));
        assertThat(space.claimFromTop(new IdRange(0, 1_000), 100)).contains(new IdRange(900, 1_000));
        assertThat(space.claimFromTop(new IdRange(550, 950), 50)).contains(new IdRange(550, 600));
        assertThat(space.claimFromBottom(new IdRange(600, 900), 50)).isEmpty();
        assertThat(space.free()).isEqualTo(IdIntervals.of(new IdRange(40, 100)).plus(new IdRange(500, 550)));
    }

    @Test
    void idsAtBothEndsOfEverythingCanBeClaimed() {
        var space = new IdSpace(IdIntervals.of(IdRange.ALL), 2, 2);

        assertThat(space.claimFromBottom(new IdRange(0, 1), 1)).contains(new IdRange(0, 1));
        assertThat(space.claimFromTop(new IdRange(IdRange.END - 1, IdRange.END), 1))
                .contains(new IdRange(IdRange.END - 1, IdRange.END));

        assertThat(space.isFree(0)).isFalse();
        assertThat(space.isFree(1)).isTrue();
        assertThat(space.isFree(IdRange.END - 2)).isTrue();
        assertThat(space.isFree(IdRange.END - 1)).isFalse();
    }

    @Test
    void idsThatAreFreeCountAsARecordAtLeastWhateverClaimsWereSaidToHold() {
        var space = new IdSpace(IdIntervals.of(new IdRange(0, 100)), 10, 1);

        space.claimFromBottom(new IdRange(0, 50), 5_000);
        assertThat(space.isUncounted()).as("50 ids are left").isFalse();

        space.claimFromBottom(new IdRange(50, 100), 1);
        assertThat(space.isUncounted()).isTrue();
        space.giveBack(new IdRange(70, 80), 3);
        assertThat(space.isUncounted()).isFalse();
        assertThat(new IdSpace(IdIntervals.of(IdRange.ALL), 0, 1).isUncounted()).isTrue();
    }

    @Test
    @Timeout(60)
    void aLaneThatFindsNothingWaitsForWhatAnotherGivesBack() throws Exception {
        var space = new IdSpace(IdIntervals.of(new IdRange(0, 100)), 100, 2);
        space.claimFromBottom(new IdRange(0, 100), 100);
        var waiting = waiting(space::awaitLowest);

        space.giveBack(new IdRange(60, 100), 40);

        assertThat(waiting.get()).contains(new IdRange(60, 100));
    }

    @Test
    @Timeout(60)
    void waitingEndsWhenTheLastClaimIsReadAndNotBefore() throws Exception {
        var space = new IdSpace(IdIntervals.of(new IdRange(0, 100)), 100, 2);
        space.claimFromBottom(new IdRange(0, 50), 50);
        space.claimFromBottom(new IdRange(50, 100), 50);
        var waiting = waiting(space::awaitHighest);

        space.release();
        assertThat(waiting.isDone()).isFalse();
        space.release();

        assertThat(waiting.get()).isEmpty();
    }

    @Test
    @Timeout(60)
    void closingEndsTheWaitAndWhatIsGivenBackLaterIsNotSharedOut() throws Exception {
        var space = new IdSpace(IdIntervals.of(new IdRange(0, 100)), 100, 2);
        space.claimFromBottom(new IdRange(0, 100), 100);
        var waiting = waiting(space::awaitLowest);

        space.close();

        assertThat(waiting.get()).isEmpty();
        space.giveBack(new IdRange(50, 100), 50);
        assertThat(space.claimFromBottom(IdRange.ALL, 50)).isEmpty();
        assertThat(space.free()).as("what the next run reads").isEqualTo(IdIntervals.of(new IdRange(50, 100)));
    }

    @Test
    @Timeout(60)
    void lanesSideBySideReadEveryIdOnce() throws Exception {
        var whole = new IdRange(0, 1_000_000_000_000L);
        var space = new IdSpace(IdIntervals.of(whole), 100_000, 6);
        var taken = new ArrayList<IdRange>();
        var lanes = new ArrayList<Lanes.Lane>();
        for (var lane = 0; lane < 6; lane++) {
            var fromBottom = lane % 2 == 0;
            var random = new Random(lane);
            lanes.add(() -> {
                var end = fromBottom ? space.awaitLowest() : space.awaitHighest();
                while (end.isPresent()) {
                    read(space, end.get(), fromBottom, random, taken);
                    end = fromBottom ? space.awaitLowest() : space.awaitHighest();
                }
            });
        }

        Lanes.run(lanes);

        assertThat(IdIntervals.of(taken)).isEqualTo(IdIntervals.of(whole));
        assertThat(taken.stream().mapToLong(IdRange::width).sum())
                .as("none twice")
                .isEqualTo(whole.width());
    }

    /** Claims some of the free ids, and gives a part back now and then. */
    private static void read(IdSpace space, IdRange end, boolean fromBottom, Random random, List<IdRange> taken) {
        var cut = end.from() + 1 + random.nextLong(end.width());
        var claim = fromBottom
                ? space.claimFromBottom(new IdRange(end.from(), cut), 5_000)
                : space.claimFromTop(new IdRange(cut - 1, end.to()), 5_000);
        if (claim.isPresent()) {
            var read = claim.get();
            if (random.nextInt(3) == 0 && read.width() > 2) {
                var rest = new IdRange(read.from() + read.width() / 2, read.to());
                space.giveBack(rest, 100);
                read = new IdRange(read.from(), rest.from());
            }
            synchronized (taken) {
                taken.add(read);
            }
            space.release();
        }
    }

    /** Returns once the thread waits. */
    private static FutureTask<Optional<IdRange>> waiting(Callable<Optional<IdRange>> wait) {
        var task = new FutureTask<>(wait);
        var thread = Thread.ofPlatform().daemon().start(task);
        while (thread.getState() != Thread.State.WAITING) {
            assertThat(task.isDone()).isFalse();
            Thread.onSpinWait();
        }
        return task;
    }
}
