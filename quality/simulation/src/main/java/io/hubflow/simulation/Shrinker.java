package io.hubflow.simulation;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** Leaves out of a failing history what it does not need to fail: halves first, then single circumstances. */
final class Shrinker {
    /** Histories that are told for one failure. */
    private static final int MOST_TRIES = 120;

    private final Scenario scenario;
    private int tries;

    private Shrinker(Scenario scenario) {
        this.scenario = scenario;
    }

    /** @return the positions of circumstances without which the history still fails */
    static Set<Integer> shrink(Scenario scenario) {
        return new Shrinker(scenario).leaveOut(scenario.circumstances().size());
    }

    private Set<Integer> leaveOut(int count) {
        var without = new TreeSet<Integer>();
        for (var size = Math.max(1, count / 2); size >= 1; size /= 2) {
            for (var from = 0; from < count && tries < MOST_TRIES; from += size) {
                var candidate = new TreeSet<>(without);
                for (var i = from; i < Math.min(count, from + size); i++) {
                    candidate.add(i);
                }
                if (candidate.size() > without.size() && fails(candidate)) {
                    without = candidate;
                }
            }
        }
        return without;
    }

    private boolean fails(Set<Integer> without) {
        tries++;
        return Outcome.of(scenario, new HashSet<>(without)).failure().isPresent();
    }
}
