package io.hubflow.simulator.fault;

import io.hubflow.simulator.quota.Verdict.Limit;
import java.time.Duration;
import java.util.OptionalInt;

/** Something that goes wrong with one call. */
public sealed interface Fault {
    /** What a refusal's body looks like. */
    enum Body {
        /** The JSON error of the API. */
        JSON,
        /** A page of an edge server. */
        HTML,
        /** A line of text. */
        TEXT
    }

    /**
     * An answer of another status; the request is not carried out.
     *
     * @param retryAfterSeconds the Retry-After header; empty for none
     */
    record Refuse(int status, Body body, OptionalInt retryAfterSeconds) implements Fault {
        /** Checks the status. */
        public Refuse {
            if (status < 400 || status > 599) {
                throw new IllegalArgumentException("A refusal has a status of 400 to 599, not " + status);
            }
        }
    }

    /**
     * A 429 with the body of a limit, although the limit is not reached.
     *
     * @param retryAfterSeconds the Retry-After header; empty for none, as HubSpot mostly does
     */
    record RateLimit(Limit limit, OptionalInt retryAfterSeconds) implements Fault {}

    /** A 200 whose body is a page of HTML. */
    record HtmlInsteadOfJson() implements Fault {}

    /** A 200 whose JSON stops in the middle although its length was announced as that. */
    record InvalidJson() implements Fault {}

    /** A 200 whose connection closes before the announced length. */
    record CutShort() implements Fault {}

    /** The right answer, late. */
    record Slow(Duration delay) implements Fault {}

    /** No answer, ever. */
    record Stall() implements Fault {}

    /** The connection is reset. */
    record Reset() implements Fault {}

    /** One existing record of a batch is reported as an error in a 207. */
    record PartialBatch() implements Fault {}

    /** A page starts again with the last row of the page before it. */
    record DuplicateRows() implements Fault {}

    /** The token of the call is revoked, for this call and all later ones. */
    record RevokeToken() implements Fault {}
}
