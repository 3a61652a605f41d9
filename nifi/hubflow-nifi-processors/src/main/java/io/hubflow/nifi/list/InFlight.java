package io.hubflow.nifi.list;

import java.time.Duration;

/**
 * Slices that were handed out and may still be on their way.
 *
 * @param kind what they are for, such as {@code snapshot} or {@code backfill:email}; one of each is on its way at a time
 * @param work which snapshot, window or pass it is
 * @param left what had not arrived when it was last looked at; changes when something arrives
 * @param sinceMillis HubSpot's clock when they were handed out, or when something of them last arrived
 * @param tries how often they were handed out without anything arriving
 * @param rows about how many records they hold
 */
record InFlight(String kind, String work, String left, long sinceMillis, int tries, long rows) {
    /** No portal that can be read at all is slower. */
    private static final long SLOW_ROWS_PER_SECOND = 100;

    private static final int MOST_DOUBLINGS = 7;

    /** As of now; a part that has arrived makes the clock begin again. */
    InFlight seen(String leftNow, long nowMillis) {
        return leftNow.equals(left) ? this : new InFlight(kind, work, leftNow, nowMillis, 1, rows);
    }

    /**
     * Whether its FlowFiles must be taken for lost. Each time they are handed out again they are waited for twice as long,
     * because more may be the matter.
     *
     * @param patience how long nothing may arrive the first time
     * @param rowsInFlight about how many records of all object types are on their way, this one's included
     */
    boolean isLost(long nowMillis, Duration patience, long rowsInFlight) {
        var doublings = Math.min(MOST_DOUBLINGS, tries - 1);
        var bound = patience.multipliedBy(1L << doublings).plusSeconds(rowsInFlight / SLOW_ROWS_PER_SECOND);
        return nowMillis >= sinceMillis + bound.toMillis();
    }
}
