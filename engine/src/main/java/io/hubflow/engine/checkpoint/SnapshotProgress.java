package io.hubflow.engine.checkpoint;

import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;

/**
 * A first load on its way.
 *
 * @param startedAtMillis HubSpot's clock when it began; what changed later is read again as changes
 * @param modifiedFromMillis records last modified before it are left out; 0 = none are
 * @param modifiedBeforeMillis records modified from here on are in the table already; {@link Long#MAX_VALUE} = none are
 * @param covered ids that need not be read again
 * @param list where the serial list lane goes on
 */
public record SnapshotProgress(
        long startedAtMillis,
        long modifiedFromMillis,
        long modifiedBeforeMillis,
        IdIntervals covered,
        ListPosition list) {
    public static SnapshotProgress starting(long startedAtMillis, long modifiedFromMillis, long modifiedBeforeMillis) {
        return new SnapshotProgress(
                startedAtMillis, modifiedFromMillis, modifiedBeforeMillis, IdIntervals.NONE, ListPosition.START);
    }

    public boolean filtered() {
        return modifiedFromMillis > 0 || modifiedBeforeMillis < Long.MAX_VALUE;
    }

    public SnapshotProgress covering(IdRange range) {
        return new SnapshotProgress(
                startedAtMillis, modifiedFromMillis, modifiedBeforeMillis, covered.plus(range), list);
    }

    public SnapshotProgress at(ListPosition position) {
        return new SnapshotProgress(startedAtMillis, modifiedFromMillis, modifiedBeforeMillis, covered, position);
    }
}
