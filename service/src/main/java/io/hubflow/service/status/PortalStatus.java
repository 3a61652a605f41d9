package io.hubflow.service.status;

import io.hubflow.hubspot.AnsweredCalls;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One portal at one moment.
 *
 * @param jobs what can be asked to run: groups of object types
 * @param running the job that runs now
 * @param nextRun of a job; absent while one runs, when the portal is paused, or when nothing is ever due again
 * @param nextRunReason why not earlier: {@code schedule}, {@code backoff}, {@code quota} or {@link #TURN}; empty without a next run
 * @param problem what made the last run fail as a whole
 * @param merges of the tables that were written since the service was started
 * @param answeredCalls since then
 * @param notices what the last run told, newest last
 * @param runs newest first
 * @param verifications newest first
 */
public record PortalStatus(
        String name,
        String destination,
        Health health,
        List<JobStatus> jobs,
        boolean paused,
        Optional<String> running,
        Optional<Instant> nextRun,
        String nextRunReason,
        Optional<Problem> problem,
        List<ObjectStatus> objects,
        List<TableStatus> facts,
        QuotaStatus quota,
        Optional<CostStatus> cost,
        List<MergeStatus> merges,
        List<AnsweredCalls> answeredCalls,
        List<String> notices,
        List<RunSummary> runs,
        VerificationStatus verification,
        List<VerificationSummary> verifications,
        List<SchemaChange> schemaChanges) {
    /** A run is due and waits until one of another portal has ended. */
    public static final String TURN = "turn";

    /** @param failures how often it failed in a row */
    public record JobStatus(String name, String schedule, int failures) {}

    /**
     * @param next when the tables are compared again; absent while nothing is loaded, and when it is done only if asked
     * @param problem why the last one could not compare anything
     */
    public record VerificationStatus(String schedule, Optional<Instant> next, Optional<Problem> problem) {}

    /** A table of facts about records, such as the links between two object types. */
    public record TableStatus(String table, long rows) {}

    /**
     * @param burstUsed our calls within the last 10 s; the limit is absent where HubSpot sends none
     * @param calls sent since the service was started
     * @param callsPerDay at the pace of the recorded runs of the last day; absent while there are none
     */
    public record QuotaStatus(
            Optional<Integer> burstLimit,
            int burstUsed,
            int searchPerSecond,
            Optional<Long> dayLimit,
            Optional<Long> dayRemaining,
            long calls,
            long listCalls,
            long searchCalls,
            long batchReadCalls,
            long associationCalls,
            long otherCalls,
            long throttled,
            long retried,
            Optional<Long> callsPerDay) {}

    /** What the warehouse was asked for since the service was started. */
    public record CostStatus(long statements, long stagedBytes, long warehouseSeconds, long wakeUps) {}

    public PortalStatus {
        jobs = List.copyOf(jobs);
        objects = List.copyOf(objects);
        facts = List.copyOf(facts);
        merges = List.copyOf(merges);
        answeredCalls = List.copyOf(answeredCalls);
        notices = List.copyOf(notices);
        runs = List.copyOf(runs);
        verifications = List.copyOf(verifications);
        schemaChanges = List.copyOf(schemaChanges);
    }
}
