package io.hubflow.service.status;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One recorded run.
 *
 * @param finishedAt absent while it is under way, and for one that was killed
 * @param status the worst of its lines
 */
public record RunSummary(
        String runId,
        Instant startedAt,
        Optional<Instant> finishedAt,
        String status,
        long rowsRead,
        long rowsWritten,
        long calls,
        List<Line> lines) {
    /**
     * One object type or table of facts of the run.
     *
     * @param message why it failed; empty when it did not
     * @param warnings what could not be done completely
     */
    public record Line(
            String table,
            String status,
            long rowsRead,
            long rowsWritten,
            long rowsUnchanged,
            long calls,
            long unparsedValues,
            long quarantined,
            String error,
            String message,
            List<String> warnings) {
        public Line {
            warnings = List.copyOf(warnings);
        }
    }

    public RunSummary {
        lines = List.copyOf(lines);
    }
}
