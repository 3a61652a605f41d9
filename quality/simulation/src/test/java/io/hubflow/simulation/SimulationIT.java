package io.hubflow.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A slice of {@code make simulate}. The seeds are always the same: new ones belong to a run whose findings somebody reads. */
final class SimulationIT {
    private static final int FEW = 6;

    @Test
    void nothingIsWrongInAFewHistories() {
        requireNothingWrong(1);
    }

    @Test
    @Tag("thorough")
    void nothingIsWrongInAFewMore() {
        requireNothingWrong(1 + FEW);
    }

    private static void requireNothingWrong(long firstSeed) {
        assertThat(new Simulation(2).run(firstSeed, FEW, ended -> {}, failure -> {}))
                .isEmpty();
    }
}
