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
 * What the next run shall read again although it has been read. Rows stay as they are until then, and a row whose content is the
 * same is not written again.
 */
public sealed interface Reread {
    /** Whether it changes anything for an object type in this state. */
    boolean concerns(ObjectState state);

    /** The state with which the next run reads it again. */
    ObjectState applyTo(ObjectState state);

    /** Everything that changed since a moment. An object type that is not complete up to it reads that anyway. */
    record Since(Instant moment) implements Reread {
        @Override
        public boolean concerns(ObjectState state) {
            return state.cursorMillis() > moment.toEpochMilli();
        }

        @Override
        public ObjectState applyTo(ObjectState state) {
            return state.rereadChangesFrom(moment.toEpochMilli());
        }
    }

    /**
     * Records whose last change lies in a range, both ends included. What lies beyond the cursor is read by the next run anyway,
     * and everything is where a type's changes cannot be searched for.
     */
    record Between(Instant from, Instant to) implements Reread {
        @Override
        public boolean concerns(ObjectState state) {
            return state.cursorMillis() > from.toEpochMilli() && state.facts().changesCanBeSearched();
        }

        @Override
        public ObjectState applyTo(ObjectState state) {
            return state.rereadChangesBetween(from.toEpochMilli(), Math.min(to.toEpochMilli(), state.cursorMillis()));
        }
    }

    /** Every record, as in a first load. */
    record Everything() implements Reread {
        @Override
        public boolean concerns(ObjectState state) {
            return true;
        }

        @Override
        public ObjectState applyTo(ObjectState state) {
            return state.loadedAgain();
        }
    }

    /**
     * Has the next run read it again. One commit of checkpoints alone: it happens for all object types or for none.
     *
     * @param objectTypes by hubflow's names; one that this does not concern stays as it is
     * @return the object types whose state was changed
     * @throws io.hubflow.error.ConnectorException {@code DESTINATION_LOCKED} while a run writes there
     */
    default List<String> request(Destination destination, String runId, List<String> objectTypes) {
        try (var lease = destination.beginRun(runId)) {
            var streams = Streams.of(destination.loadCheckpoints());
            var changed = new ArrayList<Checkpoint>();
            for (var objectType : objectTypes) {
                streams.find(objectType, ObjectState.class)
                        .filter(this::concerns)
                        .map(this::applyTo)
                        .ifPresent(state -> changed.add(streams.next(objectType, StateCodec.write(state))));
            }
            if (!changed.isEmpty()) {
                destination.commit(Commit.ofCheckpoints(changed));
            }
            return changed.stream().map(Checkpoint::stream).toList();
        }
    }
}
