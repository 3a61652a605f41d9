package io.hubflow.benchmarks;

import java.io.IOException;
import java.nio.file.Path;

/** Runs {@link Calibration} between benchmarks: how fast a machine that others use is changes from minute to minute. */
final class Calibrations {
    private final Path work;
    /** 0 before the first. */
    private double last;

    Calibrations(Path work) {
        this.work = work;
    }

    void before() throws IOException, InterruptedException {
        if (last == 0) {
            last = Calibration.microsPerRow(work);
        }
    }

    /** Processor microseconds a row before and after what was measured, on average. */
    double after() throws IOException, InterruptedException {
        var before = last;
        last = Calibration.microsPerRow(work);
        return (before + last) / 2;
    }
}
