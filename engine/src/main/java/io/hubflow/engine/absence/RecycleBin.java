package io.hubflow.engine.absence;

import java.util.List;

/**
 * Says which of the archived records that the table knows a run asks for; {@link ArchivedRecords} asks. HubSpot purges its recycle bin after 90 days, or when
 * somebody empties it (reference §9), and no count and no list of live records shows that.
 */
final class RecycleBin {
    private static final long TURN_MILLIS = 15 * 60_000L;
    private static final long DAY_MILLIS = 24 * 60 * 60_000L;

    /** Steps of the golden section come near every place, however many of them one run is later than the last. */
    private static final double STEP = (Math.sqrt(5) - 1) / 2;

    private RecycleBin() {}

    /** Those of the ids that are to be asked for: all where they are at most {@code most}, else another part every quarter of an hour. */
    static List<Long> turn(List<Long> archived, int most, long nowMillis) {
        var parts = Math.max(1, Math.ceilDiv(archived.size(), most));
        var part = (int) (place(nowMillis) * parts);
        return archived.subList(part * most, Math.min(archived.size(), (part + 1) * most));
    }

    /** True in half of the quarters of an hour, for runs in any regular interval. */
    static boolean isOddTurn(long nowMillis) {
        return place(nowMillis) >= 0.5;
    }

    static boolean isOddDay(long nowMillis) {
        return nowMillis / DAY_MILLIS % 2 != 0;
    }

    /** At least 0 and less than 1. */
    private static double place(long nowMillis) {
        var steps = turn(nowMillis) * STEP;
        return steps - Math.floor(steps);
    }

    private static long turn(long nowMillis) {
        return nowMillis / TURN_MILLIS;
    }
}
