package io.hubflow.engine.range;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdIntervalsTest {
    private static final int IDS = 60;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void behavesAsASetOfIds(long seed) {
        var random = new Random(seed);
        var set = IdIntervals.NONE;
        var truth = new BitSet(IDS);
        for (var step = 0; step < 400; step++) {
            var from = random.nextInt(IDS - 1);
            var range = new IdRange(from, from + 1 + random.nextInt(IDS - from - 1));
            if (random.nextInt(5) < 3) {
                set = set.plus(range);
                truth.set((int) range.from(), (int) range.to());
            } else {
                set = set.minus(range);
                truth.clear((int) range.from(), (int) range.to());
            }
            requireSame(set, truth, seed, step);
        }
    }

    private static void requireSame(IdIntervals set, BitSet truth, long seed, int step) {
        for (var id = 0; id < IDS; id++) {
            assertThat(set.contains(id))
                    .as("seed %d, step %d, id %d", seed, step, id)
                    .isEqualTo(truth.get(id));
        }
        assertThat(set.width()).isEqualTo(truth.cardinality());
        var before = -1L;
        for (var range : set.ranges()) {
            assertThat(range.from()).as("a gap before each range").isGreaterThan(before);
            before = range.to();
        }
        var whole = new IdRange(0, IDS);
        var gaps = set.gapsIn(whole);
        assertThat(gaps.width() + set.width()).isEqualTo(IDS);
        assertThat(gaps.plus(set)).isEqualTo(IdIntervals.of(whole));
        assertThat(set.minus(gaps)).isEqualTo(set);
        assertThat(IdIntervals.ofPairs(set.pairs())).isEqualTo(set);
    }
}
