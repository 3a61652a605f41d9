package io.hubflow.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Starts simulators for tests. */
final class Started {
    private Started() {}

    static Simulator with(SimulatorOptions options) {
        try {
            return Simulator.start(options);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }
}
