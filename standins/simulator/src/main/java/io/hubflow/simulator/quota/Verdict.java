package io.hubflow.simulator.quota;

/** Whether a call was within the limits. */
public sealed interface Verdict {
    /**
     * It was.
     *
     * @param burstRemaining what is left of the app's ten seconds
     * @param dailyRemaining what is left of the account's day
     */
    record Accepted(int burstRemaining, int dailyRemaining) implements Verdict {}

    /** It was not. */
    record Rejected(Limit limit) implements Verdict {}

    /** A limit, in the order they are checked. */
    enum Limit {
        /** The account's day. */
        DAILY,
        /** The account's searches of one second. */
        SECONDLY,
        /** The app's ten seconds. */
        TEN_SECONDLY_ROLLING
    }
}
