package io.hubflow.service.schedule;

import java.time.Instant;

/** What to do now. */
public sealed interface Decision {
    /** Start this job. */
    record Start(String job) implements Decision {}

    /** A job is running; a second one never starts beside it. */
    record Running(String job) implements Decision {}

    /** Nothing is due before this moment. @param until {@link Instant#MAX} = never again */
    record WaitUntil(String job, Instant until, Reason reason) implements Decision {}

    /** Nothing starts until somebody resumes. */
    record Paused() implements Decision {}

    enum Reason {
        SCHEDULE,
        /** The last runs failed. */
        BACKOFF,
        /** HubSpot's daily quota is spent. */
        QUOTA
    }
}
