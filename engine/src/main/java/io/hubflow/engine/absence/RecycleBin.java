package io.hubflow.engine.absence;

import java.util.List;

/**
 * Which of the archived records that the table knows a run asks for. HubSpot purges its recycle bin after 90 days, or when
 * somebody empties it (reference §9), and no count and no list of live records shows that.
 */
final class RecycleBin {
    private static final long TURN_MILLIS = 15 * 60_000L;

    private RecycleBin() {}

    /** Those of the ids that are to be asked for: all where they are at most {@code most}, else another part every quarter of an hour. */
    static List<Long> turn(List<Long> archived, int most, long nowMillis) {
        var parts = Math.max(1, Math.ceilDiv(archived.size(), most));
        var part = (int) Math.floorMod(turn(nowMillis), (long) parts);
        return archived.subList(part * most, Math.min(archived.size(), (part + 1) * most));
    }

    /** Whether an odd number of quarters of an hour has passed. */
    static boolean isOddTurn(long nowMillis) {
        return turn(nowMillis) % 2 != 0;
    }

    private static long turn(long nowMillis) {
        return nowMillis / TURN_MILLIS;
    }
}
