package io.hubflow.hubspot.quota;

import java.util.OptionalLong;

/**
 * The quota as last seen, for progress bars and budgets.
 *
 * @param burstLimit calls allowed per rolling 10 s, {@link Integer#MAX_VALUE} when HubSpot sends no limit
 * @param burstUsed our calls within the last 10 s
 * @param dailyLimit from HubSpot's headers, absent for OAuth
 * @param dailyRemaining likewise
 */
public record QuotaSnapshot(int burstLimit, int burstUsed, OptionalLong dailyLimit, OptionalLong dailyRemaining) {}
