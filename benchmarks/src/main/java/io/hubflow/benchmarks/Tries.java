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

    /** A refused call weighs more than any ratio. */
    private static final double FINDING = 1_000;

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

    /**
     * What is doubtful of a try.
     *
     * @param weight by how much it is worse than what was kept, in all; 0 = nothing is doubtful
     */
    private record Doubts(double weight, List<String> sentences) {}

    /** The lines of the best try. */
    List<Measurement> best() throws IOException, InterruptedException {
        var last = measuring.run();
        var best = last;
        for (var tries = 1; tries < MOST && isSound(last) && doubts(best).weight() > 0; tries++) {
            doubts(last).sentences().forEach(doubt -> System.err.println("bench: measured again, because " + doubt));
            last = measuring.run();
            if (!isSound(last)) {
                return last;
            }
            if (doubts(last).weight() < doubts(best).weight()) {
                best = last;
            }
        }
        return best;
    }

    private static boolean isSound(List<Measurement> lines) {
        return lines.stream().allMatch(line -> line.broken().isEmpty());
    }

    private Doubts doubts(List<Measurement> lines) throws IOException {
        var sentences = new ArrayList<String>();
        var weight = 0.0;
        for (var regression : comparison.regressions(KeptRatios.of(lines))) {
            sentences.add(regression.sentence());
            weight += regression.by();
        }
        for (var line : lines) {
            for (var finding : line.findings()) {
                sentences.add(line.scenario() + ": " + finding);
                weight += FINDING;
            }
        }
        return new Doubts(weight, sentences);
    }
}
