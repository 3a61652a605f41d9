package io.hubflow.engine.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import java.util.Random;
import org.junit.jupiter.api.Test;
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
}
