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
     * What is in the bucket now.
     *
     * @param dailyCalls the share of the daily limit, in calls
     */
    public static double tokensNow(RefreshProgress progress, long nowMillis, double dailyCalls) {
        if (progress.tokensAtMillis() == 0) {
            return dailyCalls;
        }
        var elapsed = Math.max(0, nowMillis - progress.tokensAtMillis());
        return Math.min(dailyCalls, progress.tokens() + dailyCalls * elapsed / DAY_MILLIS);
    }
}
