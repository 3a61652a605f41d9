package io.hubflow.app.command;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.DestinationStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Puts the checkpoints of a destination into words. */
final class ObjectStates {
    private ObjectStates() {}

    /**
     * How far one object type is.
     *
     * @param rows in its table now
     * @param completeTo absent while the first load is not finished
     * @param readTo the newest change that may be there; not before {@code completeTo}
     * @param lastRun when its last run began and how it ended; empty when none is recorded
     * @param checkpoint absent when no run has got as far as reading it
     */
    record ObjectStatus(
            String objectType,
            long rows,
            String phase,
            Optional<Instant> completeTo,
            Optional<Instant> readTo,
            String lastRun,
            Optional<Checkpoint> checkpoint) {}

    /** Those that have a checkpoint, and those of which only a failure is recorded. */
    static List<ObjectStatus> of(DestinationStatus status) {
        var states = new TreeMap<String, ObjectStatus>();
        status.lastRuns().forEach((objectType, run) -> {
            if (!status.facts().containsKey(objectType)) {
                states.put(
                        objectType,
                        new ObjectStatus(
                                objectType,
                                status.rows().getOrDefault(objectType, 0L),
                                "not begun",
                                Optional.empty(),
                                Optional.empty(),
                                words(run),
                                Optional.empty()));
            }
        });
        status.checkpoints().stream().filter(ObjectState::isIn).forEach(checkpoint -> {
            var state = of(checkpoint, status);
            states.put(state.objectType(), state);
        });
        return List.copyOf(states.values());
    }

    private static ObjectStatus of(Checkpoint checkpoint, DestinationStatus status) {
        var state = StateCodec.read(checkpoint, ObjectState.class);
        var lastRun = status.lastRuns().get(state.objectType());
        return new ObjectStatus(
                state.objectType(),
                status.rows().getOrDefault(state.objectType(), 0L),
                phase(state),
                state.snapshot() != null ? Optional.empty() : moment(state.cursorMillis()),
                moment(state.fastMarkMillis()),
                lastRun == null ? "" : words(lastRun),
                Optional.of(checkpoint));
    }

    private static String words(DestinationStatus.LastRun run) {
        return run.startedAt().truncatedTo(ChronoUnit.SECONDS) + ", " + run.status();
    }

    private static String phase(ObjectState state) {
        var snapshot = state.snapshot();
        if (snapshot != null) {
            return "first load under way, " + snapshot.covered().ranges().size() + " id ranges done";
        }
        if (!state.backfills().isEmpty()) {
            return "filling " + state.backfills().size() + " new columns";
        }
        return state.window() != null ? "in the middle of a window of changes" : "up to date";
    }

    private static Optional<Instant> moment(long millis) {
        return millis <= 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
