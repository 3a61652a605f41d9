package io.hubflow.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A slice of {@code make simulate}. The seeds are always the same: new ones belong to a run whose findings somebody reads. */
final class SimulationIT {
    private static final int FIXED = 12;

    @Test
    void nothingIsWrongInAFewHistories() {
        var simulation = new Simulation(2);
        assertThat(simulation.run(1, FIXED, ended -> {}, failure -> {})).isEmpty();
    }
}
