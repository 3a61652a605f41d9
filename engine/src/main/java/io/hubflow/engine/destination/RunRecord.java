package io.hubflow.engine.destination;

import java.time.Instant;
import java.util.Optional;

/**
 * One object type's line of {@code _hubflow_runs}; written again with each commit of the run, keyed by run and object type.
 *
 * @param report the object's part of the run report, JSON
 */
public record RunRecord(
        String runId,
        String objectType,
        Instant startedAt,
        Optional<Instant> finishedAt,
        String status,
        long rowsRead,
        long rowsWritten,
        long rowsUnchanged,
        String report) {}
