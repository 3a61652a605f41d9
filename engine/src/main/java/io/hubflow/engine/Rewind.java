package io.hubflow.engine;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.Destination;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves cursors back, so that the next run reads again what changed since then. One commit of checkpoints alone: it happens
 * whole or not at all, and reading a change again rewrites no row that is the same.
 */
public final class Rewind {
    private final Destination destination;

    public Rewind(Destination destination) {
        this.destination = destination;
    }

    /**
     * @param objectTypes by hubflow's names; one whose first load is not finished, or whose cursor lies before the moment,
     *     stays as it is
     * @return the object types whose cursor was moved
     * @throws io.hubflow.error.ConnectorException {@code DESTINATION_LOCKED} while a run writes there
     */
    public List<String> run(String runId, List<String> objectTypes, Instant to) {
        try (var lease = destination.beginRun(runId)) {
            var streams = Streams.of(destination.loadCheckpoints());
            var moved = new ArrayList<Checkpoint>();
            for (var objectType : objectTypes) {
                streams.find(objectType)
                        .map(json -> StateCodec.read(objectType, json, ObjectState.class))
                        .filter(state -> isAfter(state, to))
                        .map(state -> state.rereadChangesFrom(to.toEpochMilli()))
                        .ifPresent(state -> moved.add(streams.next(objectType, StateCodec.write(state))));
            }
            if (!moved.isEmpty()) {
                destination.commit(Commit.ofCheckpoints(moved));
            }
            return moved.stream().map(Checkpoint::stream).toList();
        }
    }

    /** Whether rewinding to the moment changes anything for this object type. */
    public static boolean isAfter(ObjectState state, Instant to) {
        return state.cursorMillis() > to.toEpochMilli();
    }
}
