package io.hubflow.simulator.traffic;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What traffic did since it was started.
 *
 * @param plan what it should do; empty when there never was any
 * @param running whether it goes on
 * @param ticks how many ticks happened
 * @param done operations carried out, by kind and then by plural type name
 * @param skipped operations that had no record to work on, by kind
 * @param problems what went wrong, at most the first ten
 */
public record TrafficStatus(
        Optional<TrafficPlan> plan,
        boolean running,
        long ticks,
        Map<TrafficPlan.Kind, Map<String, Long>> done,
        Map<TrafficPlan.Kind, Long> skipped,
        List<String> problems) {
    /** Copies. */
    public TrafficStatus {
        done = Map.copyOf(done);
        skipped = Map.copyOf(skipped);
        problems = List.copyOf(problems);
    }

    /** How many operations were carried out. */
    public long operations() {
        return done.values().stream()
                .flatMap(byType -> byType.values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }
}
