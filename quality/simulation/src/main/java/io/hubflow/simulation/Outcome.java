package io.hubflow.simulation;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a history ended.
 *
 * @param failure what is wrong; empty when nothing is
 * @param story what happened
 * @param calls how many calls the portal answered
 */
record Outcome(Optional<String> failure, List<String> story, long calls) {
    /** Lets a seed's history happen, without some of its circumstances. */
    static Outcome of(long seed, Set<Integer> without) {
        return of(ScenarioDraw.draw(seed), without);
    }

    /** Lets a history happen, without some of its circumstances. */
    static Outcome of(Scenario whole, Set<Integer> without) {
        var scenario = whole.without(without);
        try (var history = new History(scenario)) {
            try {
                history.tell();
                return ended(Optional.empty(), history);
            } catch (AssertionError wrong) {
                return ended(Optional.of(String.valueOf(wrong.getMessage())), history);
            } catch (RuntimeException broken) {
                return ended(Optional.of(RunAttempt.trace(broken)), history);
            }
        }
    }

    private static Outcome ended(Optional<String> failure, History history) {
        return new Outcome(failure, history.story(), history.callStats().total());
    }
}
