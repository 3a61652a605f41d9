package io.hubflow.engine.plan;

import io.hubflow.engine.checkpoint.ClockRepair;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.SnapshotProgress;
import io.hubflow.hubspot.ServerTime;
import java.time.Duration;
import java.util.Optional;

/**
 * From where an object type goes on, decided from what lies beside its rows. Every way to run hubflow begins here.
 *
 * @param state what is to be read is in it: a snapshot that is not finished, or the cursor from which changes are read
 * @param notice what had to be mended, in a sentence for the operator
 */
public record StartingState(ObjectState state, Kind kind, Optional<String> notice) {
    /** Why the state is as it is. */
    public enum Kind {
        /** Nothing is stored of this object type: all of it is loaded. */
        NEW,
        /** The state tells of rows, but their table is gone: all of it is loaded again. */
        TABLE_LOST,
        /** What is stored goes on. */
        KNOWN
    }

    /**
     * @param stored what the destination holds of this object type
     * @param tableExists whether the destination holds its table
     * @param portalId 0 when HubSpot did not tell
     * @param modifiedFromMillis records last modified before it are left out; 0 = none. Moved back, what lies between is loaded
     * @param now HubSpot's clock and ours; a state that lies in the future by them is mended, see {@link ClockRepair}
     */
    public static StartingState of(
            Optional<ObjectState> stored,
            boolean tableExists,
            String objectType,
            long portalId,
            long modifiedFromMillis,
            ServerTime now,
            Duration settleLag) {
        var nowMillis = now.earliest().toEpochMilli();
        if (stored.isEmpty()) {
            var snapshot = SnapshotProgress.starting(nowMillis, modifiedFromMillis, Long.MAX_VALUE);
            return new StartingState(ObjectState.fresh(portalId, objectType, snapshot), Kind.NEW, Optional.empty());
        }
        var mended = ClockRepair.of(stored.get(), now, settleLag);
        var state = portalId == 0 ? mended.state() : mended.state().withPortal(portalId);
        if (tellsOfRows(state) && !tableExists) {
            return new StartingState(again(state, modifiedFromMillis, nowMillis), Kind.TABLE_LOST, mended.notice());
        }
        return new StartingState(state.reachingBackTo(modifiedFromMillis, nowMillis), Kind.KNOWN, mended.notice());
    }

    /** Whether rows of this object type were committed; their table was made by the same commit. */
    public static boolean tellsOfRows(ObjectState state) {
        return state.highestId() > 0;
    }

    /** Everything is read again: of what was known, only what does not concern the rows is kept. */
    public static ObjectState again(ObjectState state, long modifiedFromMillis, long nowMillis) {
        var before = state.snapshot();
        var startedAt = before == null ? nowMillis : Math.max(nowMillis, before.startedAtMillis() + 1);
        var snapshot = SnapshotProgress.starting(startedAt, modifiedFromMillis, Long.MAX_VALUE);
        return ObjectState.fresh(state.portalId(), state.objectType(), snapshot)
                .withFilter(state.filter())
                .mapFacts(facts -> state.facts())
                .mapRefresh(refresh -> state.refresh().finished())
                .readAt(state.readAtMillis());
    }
}
