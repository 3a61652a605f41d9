package io.hubflow.app.command;

import io.hubflow.app.report.Json;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Standing;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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
     */
    record ObjectStanding(
            String objectType,
            long rows,
            String phase,
            Optional<Instant> completeTo,
            Optional<Instant> readTo,
            String lastRun,
            Checkpoint checkpoint) {}

    static List<ObjectStanding> of(Standing standing) {
        return standing.checkpoints().stream()
                .filter(checkpoint -> Json.read(checkpoint.state()).has("cursor_millis"))
                .sorted(Comparator.comparing(Checkpoint::stream))
                .map(checkpoint -> of(checkpoint, standing))
                .toList();
    }

    private static ObjectStanding of(Checkpoint checkpoint, Standing standing) {
        var state = StateCodec.read(checkpoint.stream(), checkpoint.state(), ObjectState.class);
        var lastRun = standing.lastRuns().get(state.objectType());
        return new ObjectStanding(
                state.objectType(),
                standing.rows().getOrDefault(state.objectType(), 0L),
                phase(state),
                state.snapshot() != null ? Optional.empty() : moment(state.cursorMillis()),
                moment(state.fastMarkMillis()),
                lastRun == null ? "" : lastRun.startedAt().truncatedTo(ChronoUnit.SECONDS) + ", " + lastRun.status(),
                checkpoint);
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
