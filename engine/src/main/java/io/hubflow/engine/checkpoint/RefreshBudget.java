package io.hubflow.engine.checkpoint;

import java.util.OptionalLong;

/**
 * Calls that refreshing may spend: a bucket that fills evenly over a day to a share of the portal's daily limit, and holds
 * one day's worth. A new bucket is full.
 */
public final class RefreshBudget {
    private static final double DAY_MILLIS = 86_400_000.0;

    private RefreshBudget() {}

    /** The bucket's size: a share of the portal's daily calls; for a portal without a limit, as many as never bind. */
    public static double dailyCalls(OptionalLong dailyLimit, double share, int maxCallsPerRun) {
        return dailyLimit.isEmpty() ? maxCallsPerRun * 1_000.0 : dailyLimit.getAsLong() * share;
    }

    /**
     * A bucket as it was left.
     *
     * @param tokens calls that were left
     * @param atMillis when they were counted, HubSpot's clock; 0 = never, the bucket is full
     */
    public record Bucket(double tokens, long atMillis) {
        /** A new one. */
        public static final Bucket FULL = new Bucket(0, 0);

        /** @param dailyCalls the bucket's size */
        public double tokensAt(long nowMillis, double dailyCalls) {
            if (atMillis == 0) {
                return dailyCalls;
            }
            var elapsed = Math.max(0, nowMillis - atMillis);
            return Math.min(dailyCalls, tokens + dailyCalls * elapsed / DAY_MILLIS);
        }
    }
}
