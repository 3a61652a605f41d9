package io.hubflow.service.status;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One object type at one moment.
 *
 * @param rows in its table when the last run ended
 * @param settledTo every change that HubSpot held before it is in the table; absent while the first load is not finished
 * @param readTo the newest change that may be in the table
 * @param lagSeconds how long {@code settledTo} is ago
 * @param late whether that is longer than the portal's bound, whatever else is wrong
 * @param progress while a run works on it
 * @param lastProof what the newest verification says of its tables; absent before the first one
 * @param changes rows written by each recorded run, oldest first
 */
public record ObjectStatus(
        String objectType,
        Health health,
        long rows,
        Optional<Instant> settledTo,
        Optional<Instant> readTo,
        Optional<Long> lagSeconds,
        boolean late,
        Optional<Progress> progress,
        String lastRun,
        List<Change> changes,
        Optional<Proof> lastProof,
        Optional<Problem> problem) {
    /** @param rows written by the run that began then */
    public record Change(Instant at, long rows) {}

    /**
     * @param phase in words
     * @param expected rows of the phase, where HubSpot was asked
     */
    public record Progress(
            String phase,
            long read,
            Optional<Long> expected,
            long written,
            long rowsPerSecond,
            Optional<Long> secondsLeft) {}

    public ObjectStatus {
        changes = List.copyOf(changes);
    }
}
