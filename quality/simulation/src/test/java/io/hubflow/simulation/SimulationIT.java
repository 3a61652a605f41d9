package io.hubflow.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** A slice of {@code make simulate}. The seeds are always the same: new ones belong to a run whose findings somebody reads. */
final class SimulationIT {
    private static final int FIXED = 20;

    @Test
    void nothingIsWrongInAFewHistories() {
        var simulation = new Simulation(2);
        assertThat(simulation.run(1, FIXED, ended -> {}, failure -> {})).isEmpty();
    }

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
