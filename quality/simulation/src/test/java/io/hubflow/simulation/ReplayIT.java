package io.hubflow.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Alone: histories of other tests share monitors with these, and a thread that waits for one goes on in another order.
 * {@code -Dhubflow.seed=…} tells one seed.
 */
@Isolated
final class ReplayIT {
    @Test
    @Tag("thorough")
    void aSeedReplaysToTheCall() {
        replay(40, 1);
    }

    @Test
    @Tag("stress")
    void manySeedsReplayToTheCall() {
        var given = Long.getLong("hubflow.seed");
        if (given == null) {
            replay(42, 20);
        } else {
            replay(given, 1);
        }
    }

    private static void replay(long first, int count) {
        // The first time, classes are loaded, and threads wait for that.
        Outcome.of(first, Set.of());
        for (var seed = first; seed < first + count; seed++) {
            var once = Outcome.of(seed, Set.of());
            var again = Outcome.of(seed, Set.of());
            assertThat(again.story()).as("story of seed %d", seed).isEqualTo(once.story());
            assertThat(again.calls()).as("calls of seed %d", seed).isEqualTo(once.calls());
        }
    }
}
