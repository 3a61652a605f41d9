package io.hubflow.service.schedule;

import java.time.Duration;

/**
 * How a {@link Scheduler} treats moments that are due.
 *
 * @param jitter each start is up to this much later than its moment, at random, so that many services do not call HubSpot in
 *     the same second
 * @param backoff the pause after the second failure in a row; it doubles with each further one
 * @param longestBackoff the longest pause; it never makes a run earlier than its schedule does
 */
public record ScheduleRules(Duration jitter, CatchUp catchUp, Duration backoff, Duration longestBackoff) {
    /** No jitter, one run for what was missed, and pauses of half a minute up to an hour. */
    public static final ScheduleRules DEFAULT =
            new ScheduleRules(Duration.ZERO, CatchUp.ONCE, Duration.ofSeconds(30), Duration.ofHours(1));
}
