package io.hubflow.engine.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.slice.IdIntervals;
import io.hubflow.engine.slice.IdRange;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdSpaceTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void sharesOutEveryIdOnceHoweverUnevenTheyLie(long seed) throws InterruptedException {
        var random = new Random(seed);
        var whole = new IdRange(0, 1_000_000_000_000L);
        var space = new IdSpace(IdIntervals.of(whole), 10_000, whole.to() - 1, 100_000, 10);
        var taken = IdIntervals.NONE;
        for (var step = 0; step < 100_000; step++) {
            var fromBottom = random.nextBoolean();
            var next = fromBottom ? space.takeLowest() : space.takeHighest();
            if (next.isEmpty()) {
                break;
            }
            var chunk = next.get();
            assertThat(taken.gapsIn(chunk)).as("seed %d", seed).isEqualTo(IdIntervals.of(chunk));
            Optional<IdRange> rest = random.nextInt(4) == 0 && chunk.width() > 2
                    ? Optional.of(new IdRange(chunk.from() + chunk.width() / 2, chunk.to()))
                    : Optional.empty();
            taken = taken.plus(chunk);
            taken = rest.map(taken::minus).orElse(taken);
            space.release(chunk, random.nextInt(5) == 0 ? 0 : random.nextInt(8_000), rest, fromBottom);
        }
        assertThat(taken).as("seed %d", seed).isEqualTo(IdIntervals.of(whole));
    }

    @Test
    void theFirstChunkFromTheBottomReachesTheLowestRecord() throws InterruptedException {
        var space = new IdSpace(IdIntervals.of(new IdRange(0, 2_000_000)), 1_000_000, 1_999_999, 100_000, 10);

        assertThat(space.takeLowest().orElseThrow())
                .satisfies(chunk -> assertThat(chunk.from()).isZero())
                .satisfies(chunk -> assertThat(chunk.to()).isBetween(1_040_000L, 1_060_000L));
    }

    @Test
    void chunksShrinkTowardsTheEnd() throws InterruptedException {
        var space = new IdSpace(IdIntervals.of(new IdRange(0, 100_000)), 1, 99_999, 100_000, 10);
        var first = space.takeHighest().orElseThrow().width();
        space.remove(new IdRange(0, 80_000));

        assertThat(first).isBetween(4_990L, 5_010L);
        assertThat(space.takeHighest().orElseThrow().width()).isLessThan(1_000);
    }

    @Test
    void nothingIsSharedOutAfterClosing() throws InterruptedException {
        var space = new IdSpace(IdIntervals.of(new IdRange(0, 100)), 1, 99, 100, 2);
        space.close();

        assertThat(space.takeLowest()).isEmpty();
    }
}
