package io.hubflow.simulator.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rules in force; the first that strikes wins. Safe for use by many threads. */
public final class FaultPlan {
    private final List<Active> active = new ArrayList<>();

    private static final class Active {
        private final FaultRule rule;
        private long calls;
        private int strikes;

        private Active(FaultRule rule) {
            this.rule = rule;
        }
    }

    /**
     * A rule and what became of it.
     *
     * @param calls the calls it applied to
     * @param strikes the calls it spoilt
     */
    public record Status(FaultRule rule, long calls, int strikes) {}

    /** Adds a rule. */
    public synchronized void add(FaultRule rule) {
        active.add(new Active(rule));
    }

    /** Removes all rules. */
    public synchronized void clear() {
        active.clear();
    }

    /** The rules in force. */
    public synchronized List<Status> rules() {
        return active.stream()
                .map(entry -> new Status(entry.rule, entry.calls, entry.strikes))
                .toList();
    }

    /** What goes wrong with a call, if anything. */
    public synchronized Optional<Fault> next(String endpoint, String objectType) {
        for (Active entry : active) {
            if (!entry.rule.appliesTo(endpoint, objectType)) {
                continue;
            }
            entry.calls++;
            if (entry.strikes < entry.rule.limit() && entry.rule.trigger().fires(entry.calls, entry.rule.seed())) {
                entry.strikes++;
                return Optional.of(entry.rule.fault());
            }
        }
        return Optional.empty();
    }
}
