package io.hubflow.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Alone: histories of other tests share monitors with these, and a thread that waits for one goes on in another order. */
@Isolated
final class ReplayIT {
    @Test
    void aSeedReplays() {
        for (var seed = 40L; seed < 44; seed++) {
            // The first time, classes are loaded, and threads wait for that.
            Outcome.of(seed, Set.of());
            var once = Outcome.of(seed, Set.of());
            var again = Outcome.of(seed, Set.of());
            assertThat(again.story()).isEqualTo(once.story());
        }
    }
}
