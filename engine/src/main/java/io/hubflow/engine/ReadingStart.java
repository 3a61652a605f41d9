package io.hubflow.engine;

import io.hubflow.engine.checkpoint.FilterState;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.plan.StartingState;
import io.hubflow.hubspot.ServerTime;
import java.time.Duration;
import java.util.Optional;

/**
 * From where an object type goes on under this run's configuration: everything that is to be read is in the state. Pure; a run
 * and the plan for it begin here.
 *
 * @param kind why the state is as it is
 * @param notice what had to be mended, in a sentence for the operator
 */
record ReadingStart(ObjectState state, StartingState.Kind kind, Optional<String> notice) {
    /**
     * What the configuration says of the object type.
     *
     * @param portalId 0 when HubSpot did not tell
     * @param modifiedFromMillis records last modified before it are left out; 0 = none
     * @param filterText the filter in its canonical form; empty = every record
     * @param followed how far rows follow the filter once everything is read
     */
    record Wanted(
            String objectType,
            long portalId,
            long modifiedFromMillis,
            String filterText,
            FilterState.Phase followed,
            Duration settleLag) {}

    /** The same with this state. */
    ReadingStart at(ObjectState other) {
        return new ReadingStart(other, kind, notice);
    }

    /** @param stored what the destination holds of the object type, if that is to be trusted */
    static ReadingStart of(
            ObjectPlan plan, Optional<ObjectState> stored, boolean tableExists, Wanted wanted, ServerTime now) {
        var start = StartingState.of(
                stored,
                tableExists,
                wanted.objectType(),
                wanted.portalId(),
                wanted.modifiedFromMillis(),
                now,
                wanted.settleLag());
        if (start.kind() != StartingState.Kind.KNOWN) {
            var state = start.state().withFilter(new FilterState(wanted.filterText(), wanted.followed()));
            return new ReadingStart(state, start.kind(), start.notice());
        }
        var state = plan.withPendingReads(start.state(), now);
        var filtered = state.filter().mustChangeTo(wanted.filterText())
                ? state.changingTo(wanted.filterText(), now.earliest().toEpochMilli())
                : state;
        return new ReadingStart(filtered, start.kind(), start.notice());
    }
}
