package io.hubflow.hubspot.quota;

import java.util.OptionalInt;

/**
 * How much of the portal's quota hubflow may use.
 *
 * @param share part of each rolling limit, 0 &lt; share ≤ 1; the rest is left to other apps
 * @param dailyReserve part of the daily limit that is never touched, 0 ≤ reserve &lt; 1
 * @param burstPerTenSeconds calls per rolling 10 s; absent = learned from HubSpot's headers (starting at 100)
 * @param searchPerSecond HubSpot allows 5 a second an account
 */
public record QuotaSettings(double share, double dailyReserve, OptionalInt burstPerTenSeconds, int searchPerSecond) {
    /** The default: 95 % of the rolling limits, 10 % of the day kept for others. */
    public static final QuotaSettings DEFAULT = new QuotaSettings(0.95, 0.10, OptionalInt.empty(), 5);

    public QuotaSettings {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be above 0 and at most 1, was " + share);
        }
        if (!(dailyReserve >= 0 && dailyReserve < 1)) {
            throw new IllegalArgumentException("daily reserve must be at least 0 and below 1, was " + dailyReserve);
        }
    }
}
