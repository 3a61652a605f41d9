package io.hubflow.engine.destination;

import java.time.Duration;

/**
 * When a destination likes a commit: whichever bound is met first. A reading lane commits earlier only at its end.
 *
 * @param rows staged rows of one table
 * @param bytes staged bytes of one table
 * @param interval since the last commit, so that a killed load loses little
 * @param gather how long an object type that has been read may wait for the others, so that one commit takes the changes of
 *     all; zero where a commit costs next to nothing
 * @param gatherBytes the most staged bytes of one table with which an object type waits; with more it commits alone, at once
 * @param earlyRows staged rows of one table for which it is worth a commit shortly before the reading ends, so that little is left
 *     to do after it; {@link #NEVER_EARLY} where every commit costs money
 */
public record FlushPolicy(long rows, long bytes, Duration interval, Duration gather, long gatherBytes, long earlyRows) {
    public static final long NEVER_EARLY = Long.MAX_VALUE;

    public FlushPolicy(long rows, long bytes, Duration interval) {
        this(rows, bytes, interval, Duration.ZERO, 0, NEVER_EARLY);
    }
}
