package io.hubflow.service;

import java.time.Duration;
import java.util.concurrent.locks.Condition;

/** How a portal's thread waits until its next run is due. Tests move a clock instead. */
@FunctionalInterface
public interface Pace {
    /** The wall clock may jump without notice, so the schedule is looked at this often. */
    Duration LONGEST = Duration.ofSeconds(1);

    /** In real time, {@link #LONGEST} at most. */
    Pace REAL = (woken, left) -> {
        var wait = left.compareTo(LONGEST) < 0 ? left : LONGEST;
        woken.awaitNanos(Math.max(1, wait.toNanos()));
    };

    /**
     * Waits until {@code woken} is signalled, and no longer than {@code left}; it may return earlier.
     *
     * @param woken of a lock that the caller holds
     */
    void await(Condition woken, Duration left) throws InterruptedException;
}
