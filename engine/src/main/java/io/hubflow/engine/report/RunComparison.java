package io.hubflow.engine.report;

import io.hubflow.hubspot.CallCounts;
import java.time.Duration;

/**
 * What a run was foreseen to take, by the counts that it began with, beside what it took. The forecast costs no call: it knows
 * what the run's first answers told.
 *
 * @param foreseenDuration under HubSpot's limits and with answers as slow as they were; without the time that the destination and
 *     the machine take for the rows
 * @param foreseenBytes of records
 * @param madeBytes of all answers, unpacked
 */
public record RunComparison(
        CallCounts foreseenCalls,
        CallCounts madeCalls,
        Duration foreseenDuration,
        Duration madeDuration,
        long foreseenBytes,
        long madeBytes) {}
