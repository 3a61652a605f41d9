package io.hubflow.snowflake;

import java.time.Duration;

/**
 * What loading will cost in warehouse credits a day.
 *
 * <p>A warehouse is billed by the second while it runs, at least 60 seconds each time it starts, and goes on running for its
 * AUTO_SUSPEND after the last statement (docs.snowflake.com user-guide/cost-understanding-compute and
 * user-guide/warehouses-overview, read 2026-11-23). So each flush holds it for {@code max(60 s, work + AUTO_SUSPEND)}, or
 * until the next flush if that comes sooner. An XSMALL takes 1 credit an hour, each size twice the one before.
 *
 * @param flushesPerDay flushes that find changes; those that find none cost nothing
 * @param heldSecondsPerDay how long the warehouse runs for us
 */
public record CreditForecast(double flushesPerDay, double heldSecondsPerDay, double creditsPerDay) {
    private static final double SECONDS_PER_DAY = 86_400;
    private static final double MINIMUM_SECONDS = 60;

    /** Sizes by the credits they take an hour. */
    public enum WarehouseSize {
        XSMALL(1),
        SMALL(2),
        MEDIUM(4),
        LARGE(8),
        XLARGE(16);

        private final int creditsPerHour;

        WarehouseSize(int creditsPerHour) {
            this.creditsPerHour = creditsPerHour;
        }

        public int creditsPerHour() {
            return creditsPerHour;
        }
    }

    /**
     * @param workPerFlush how long the statements of one flush run; 5 seconds until runs have been measured
     * @param busyShare the part of all intervals in which HubSpot changes something, 0 to 1
     */
    public static CreditForecast of(
            Duration flushInterval, Duration workPerFlush, Duration autoSuspend, double busyShare, WarehouseSize size) {
        if (flushInterval.isNegative() || flushInterval.isZero() || busyShare < 0 || busyShare > 1) {
            throw new IllegalArgumentException("interval " + flushInterval + ", share " + busyShare);
        }
        double interval = seconds(flushInterval);
        double flushes = SECONDS_PER_DAY / interval * busyShare;
        double held = Math.min(interval, Math.max(MINIMUM_SECONDS, seconds(workPerFlush) + seconds(autoSuspend)));
        double heldPerDay = Math.min(SECONDS_PER_DAY, flushes * held);
        return new CreditForecast(flushes, heldPerDay, heldPerDay / 3_600 * size.creditsPerHour());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1_000.0;
    }
}
