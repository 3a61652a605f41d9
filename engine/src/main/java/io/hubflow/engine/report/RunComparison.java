package io.hubflow.engine.report;

import io.hubflow.hubspot.CallCounts;
import java.time.Duration;

/**
 * What a run was foreseen to take, by the counts that it began with, beside what it took. The forecast costs no call: it knows
 * what the run's first answers told.
 *
 * @param foreseenDuration under HubSpot's limits, with answers as slow as they were, on a machine as fast as it was in the last
 *     large run
 * @param foreseenBytes of records
 * @param madeBytes of all answers, unpacked
 * @param madeValues of the records that were read, empty ones included
 * @param madeProcessorTime of the whole process while the run lasted
 */
public record RunComparison(
        CallCounts foreseenCalls,
        CallCounts madeCalls,
        Duration foreseenDuration,
        Duration madeDuration,
        long foreseenBytes,
        long madeBytes,
        long madeValues,
        Duration madeProcessorTime) {}
