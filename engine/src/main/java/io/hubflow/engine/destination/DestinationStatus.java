package io.hubflow.engine.destination;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How far a destination is.
 *
 * @param checkpoints the newest of every stream
 * @param rows in the tables now, by object type; an object type without a table is not in it
 * @param lastRuns the last one that is recorded, by object type
 * @param facts rows in the tables of facts now, by table
 * @param lostColumns as {@link Destination#lostColumns} gives them, in lower case, by object type; a type without any is not in it
 */
public record DestinationStatus(
        List<Checkpoint> checkpoints,
        Map<String, Long> rows,
        Map<String, LastRun> lastRuns,
        Map<String, Long> facts,
        Map<String, Set<String>> lostColumns) {
    /** Of a destination that hubflow has not written to. */
    public static final DestinationStatus NOTHING =
            new DestinationStatus(List.of(), Map.of(), Map.of(), Map.of(), Map.of());

    public DestinationStatus {
        checkpoints = List.copyOf(checkpoints);
        rows = Map.copyOf(rows);
        lastRuns = Map.copyOf(lastRuns);
        facts = Map.copyOf(facts);
        lostColumns = Map.copyOf(lostColumns);
    }

    /** @param status as {@link RunRecord} has it */
    public record LastRun(Instant startedAt, String status) {}
}
