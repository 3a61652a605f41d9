package io.hubflow.snowflake.emulator.fault;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The faults still to come, in the order in which they were scheduled. Thread-safe. */
public final class FaultPlan {
    private final List<Pending> pending = new ArrayList<>();
    private final Set<String> neverAnswered = new HashSet<>();
    private long hits;

    private static final class Pending {
        private final Fault fault;
        private int skip;
        private int left;

        private Pending(Fault fault) {
            this.fault = fault;
            this.skip = fault.skip();
            this.left = fault.times();
        }
    }

    public synchronized void add(Fault fault) {
        pending.add(new Pending(fault));
    }

    public synchronized void clear() {
        pending.clear();
        neverAnswered.clear();
    }

    /** How many requests were hit so far. */
    public synchronized long hits() {
        return hits;
    }

    public synchronized int pending() {
        return pending.size();
    }

    /** Takes the next fault of one of these kinds that this request meets. */
    public synchronized Optional<Fault> take(Set<Fault.Kind> kinds, String statementKind, String sql) {
        for (Pending candidate : pending) {
            if (kinds.contains(candidate.fault.kind()) && candidate.fault.matches(statementKind, sql)) {
                if (candidate.skip > 0) {
                    candidate.skip--;
                    continue;
                }
                candidate.left--;
                hits++;
                if (candidate.left <= 0) {
                    pending.remove(candidate);
                }
                return Optional.of(candidate.fault);
            }
        }
        return Optional.empty();
    }

    public Optional<Fault> take(Fault.Kind kind, String statementKind, String sql) {
        return take(EnumSet.of(kind), statementKind, sql);
    }

    /** From now on no request with this id is answered. */
    public synchronized void neverAnswer(String requestId) {
        neverAnswered.add(requestId);
    }

    public synchronized boolean isNeverAnswered(String requestId) {
        return neverAnswered.contains(requestId);
    }
}
