package io.hubflow.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Compares the ratios of a run with those in a file, or keeps them there, and says on standard output what came of it. */
record Comparison(Path kept, Machine machine, boolean keep) {
    static Comparison of(Path kept, Machine machine, boolean keep) {
        return new Comparison(kept, machine, keep);
    }

    /** What is worse than the kept ratios; nothing when the run's own are to be kept. */
    List<KeptRatios.Regression> regressions(List<Ratio> ratios) throws IOException {
        return keep ? List.of() : KeptRatios.load(kept).regressions(ratios, machine.busy());
    }

    /** Whether a ratio is worse than the kept one; never when the run's own are to be kept. */
    boolean isWorse(List<Ratio> ratios) throws IOException {
        if (machine.busy()) {
            System.out.printf(
                    "The machine's load was %.1f before the start: other programs took part of its processor. Do not trust wall"
                            + " times and rows/s of this run; they are neither compared nor kept.%n",
                    machine.loadAtStart());
        }
        if (keep) {
            KeptRatios.load(kept).keep(ratios, machine.busy(), kept);
            System.out.println("Kept the ratios of this run in " + kept);
            return false;
        }
        var regressions = regressions(ratios);
        regressions.forEach(regression -> System.out.println("WORSE: " + regression.sentence()));
        if (!regressions.isEmpty()) {
            System.out.println("If that is meant to be, run again with KEEP=1 to keep the new ratios.");
        }
        return !regressions.isEmpty();
    }
}
