package io.hubflow.simulator.traffic;

import io.hubflow.simulator.traffic.TrafficPlan.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Counts what traffic does. Guarded by the traffic's lock. */
final class TrafficLog {
    private static final int MAX_PROBLEMS = 10;

    private final Map<Kind, Map<String, Long>> done = new EnumMap<>(Kind.class);
    private final Map<Kind, Long> skipped = new EnumMap<>(Kind.class);
    private final List<String> problems = new ArrayList<>();
    private long ticks;

    static TrafficStatus none() {
        return new TrafficStatus(Optional.empty(), false, 0, Map.of(), Map.of(), List.of());
    }

    long ticks() {
        return ticks;
    }

    void ticked() {
        ticks++;
    }

    void done(Kind kind, String objectType) {
        done.computeIfAbsent(kind, any -> new TreeMap<>()).merge(objectType, 1L, Long::sum);
    }

    void skipped(Kind kind) {
        skipped.merge(kind, 1L, Long::sum);
    }

    void failed(Kind kind, RuntimeException problem) {
        skipped(kind);
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(kind.word() + ": " + problem.getMessage());
        }
    }

    TrafficStatus status(TrafficPlan plan, boolean running) {
        var copy = new HashMap<Kind, Map<String, Long>>();
        done.forEach((kind, byType) -> copy.put(kind, Map.copyOf(byType)));
        return new TrafficStatus(Optional.of(plan), running, ticks, copy, skipped, problems);
    }
}
