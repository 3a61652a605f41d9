package io.hubflow.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** A slice of {@code make simulate}: seeds that are always the same, and one that never was told before. */
final class SimulationIT {
    private static final int FIXED = 20;

    @Test
    void nothingIsWrongInAFewHistories() {
        var simulation = new Simulation(2);
        assertThat(simulation.run(1, FIXED, ended -> {})).isEmpty();
    }

    @Test
    void nothingIsWrongInANewHistory() {
        var seed = ThreadLocalRandom.current().nextLong(1_000_000, 1_000_000_000);
        System.out.println("A history that was never told before: seed " + seed);
        assertThat(new Simulation(1).run(seed, 1, ended -> {})).isEmpty();
    }

    @Test
    void aSeedReplays() {
        for (var seed = 40L; seed < 44; seed++) {
            var once = Outcome.of(seed, Set.of());
            var again = Outcome.of(seed, Set.of());
            assertThat(again.story()).isEqualTo(once.story());
            assertThat(again.steps()).as("steps of seed %d", seed).isEqualTo(once.steps());
        }
    }
}
