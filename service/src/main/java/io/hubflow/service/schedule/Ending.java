package io.hubflow.service.schedule;

import java.time.Instant;

/** How a run ended, as far as the schedule is concerned. */
public sealed interface Ending {
    /** Everything was done, or what was not done is for a person to look at and not for another try. */
    record Succeeded() implements Ending {}

    /**
     * @param passing whether it could not even begin, because of something that usually passes by itself: it is tried again soon,
     *     however rarely its schedule says
     */
    record Failed(boolean passing) implements Ending {}

    /** HubSpot's daily quota is spent: nothing can run before it is reset. */
    record QuotaSpent(Instant resetAt) implements Ending {}

    /** Somebody stopped it. */
    record Stopped() implements Ending {}
}
