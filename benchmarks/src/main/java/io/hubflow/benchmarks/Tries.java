package io.hubflow.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures a benchmark again whose figures seem worse than the kept ones, or in which calls were refused: where the machine's
 * processor was taken away for a while, the next try shows it. What got slower is slow each time. A table that differs from the truth
 * is broken, whatever another try shows.
 */
final class Tries {
    private static final int MOST = 3;

    private final Comparison comparison;
    private final Measuring measuring;

    /** Measures the benchmark once. */
    @FunctionalInterface
    interface Measuring {
        List<Measurement> run() throws IOException, InterruptedException;
    }

    Tries(Comparison comparison, Measuring measuring) {
        this.comparison = comparison;
        this.measuring = measuring;
    }

    /** The lines of the best try. */
    List<Measurement> best() throws IOException, InterruptedException {
        var best = measuring.run();
        for (var tries = 1; tries < MOST && isDoubtful(best); tries++) {
            doubts(best).forEach(doubt -> System.err.println("bench: measured again, because " + doubt));
            var other = measuring.run();
            if (!isSound(other)) {
                return other;
            }
            if (doubts(other).size() < doubts(best).size()) {
                best = other;
            }
        }
        return best;
    }

    private boolean isDoubtful(List<Measurement> lines) throws IOException {
        return isSound(lines) && !doubts(lines).isEmpty();
    }

    private static boolean isSound(List<Measurement> lines) {
        return lines.stream().allMatch(line -> line.broken().isEmpty());
    }

    private List<String> doubts(List<Measurement> lines) throws IOException {
        var doubts = new ArrayList<>(comparison.regressions(KeptRatios.of(lines)));
        for (var line : lines) {
            line.findings().forEach(finding -> doubts.add(line.scenario() + ": " + finding));
        }
        return doubts;
    }
}
