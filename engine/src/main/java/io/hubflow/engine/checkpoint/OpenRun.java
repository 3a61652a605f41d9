package io.hubflow.engine.checkpoint;

import io.hubflow.engine.destination.RunRecord;
import java.time.Instant;
import java.util.Optional;

/**
 * A run that has committed and not ended yet. The next run that finds it knows that the process was killed.
 *
 * @param rowsRead as of the last commit, like the other counts
 */
public record OpenRun(String runId, long startedAtMillis, long rowsRead, long rowsWritten, long rowsUnchanged) {
    public static OpenRun of(RunRecord run) {
        return new OpenRun(
                run.runId(), run.startedAt().toEpochMilli(), run.rowsRead(), run.rowsWritten(), run.rowsUnchanged());
    }

    /** Its line of {@code _hubflow_runs}, now that it is known how it ended; when is not known. */
    public RunRecord ended(String objectType, String status, String report) {
        return new RunRecord(
                runId,
                objectType,
                Instant.ofEpochMilli(startedAtMillis),
                Optional.empty(),
                status,
                rowsRead,
                rowsWritten,
                rowsUnchanged,
                report);
    }
}
