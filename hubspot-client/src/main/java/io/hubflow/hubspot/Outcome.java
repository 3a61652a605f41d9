package io.hubflow.hubspot;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How one send ended. {@link Verdicts} decides, {@link Exchange} acts on it; nothing else knows about statuses. */
sealed interface Outcome {
    /** The answer is good and may be read. */
    record Served() implements Outcome {}

    /** 429 of a rolling limit. @param retryAfter zero when HubSpot gave none */
    record Throttled(Duration retryAfter, String correlation) implements Outcome {}

    /** 429 of the day. */
    record DaySpent() implements Outcome {}

    /** The access token has run out; a public app can get a new one. @param failure for a token that cannot be renewed */
    record Expired(ConnectorException failure) implements Outcome {}

    /**
     * May pass by itself.
     *
     * @param what the cause, to be followed by how often it was tried
     * @param atLeast how long to wait before the next try
     * @param tries sends until it is final
     */
    record Transient(
            ErrorCode code,
            String what,
            String action,
            Duration atLeast,
            int tries,
            @Nullable Throwable cause) implements Outcome {}

    /** Final at once. */
    record Refused(int status, ConnectorException failure) implements Outcome {}
}
