package io.hubflow.engine.destination;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How far a destination is.
 *
 * @param checkpoints the newest of every stream
 * @param rows in the tables now, by object type; an object type without a table is not in it
 * @param lastRuns the last one that is recorded, by object type
 */
public record DestinationStatus(List<Checkpoint> checkpoints, Map<String, Long> rows, Map<String, LastRun> lastRuns) {
    public DestinationStatus {
        checkpoints = List.copyOf(checkpoints);
        rows = Map.copyOf(rows);
        lastRuns = Map.copyOf(lastRuns);
    }

    /** @param status as {@link RunRecord} has it */
    public record LastRun(Instant startedAt, String status) {}
}
