package io.hubflow.simulation;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a history ended.
 *
 * @param failure what is wrong; empty when nothing is
 * @param story what happened
 */
record Outcome(Optional<String> failure, List<String> story) {
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
                return new Outcome(Optional.empty(), history.story());
            } catch (AssertionError wrong) {
                return new Outcome(Optional.of(String.valueOf(wrong.getMessage())), history.story());
            } catch (RuntimeException broken) {
                return new Outcome(Optional.of(History.trace(broken)), history.story());
            }
        }
    }
}
