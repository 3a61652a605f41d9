package io.hubflow.hubspot.quota;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * The account's calls per day, as HubSpot's headers tell them, minus the part that is kept for other apps. Thread-safe.
 *
 * <p>When the day is spent the client sends nothing more, but HubSpot sets the counter back at midnight of the
 * portal's time zone without telling anybody; so once in {@link #RECHECK} one call may go and look.
 */
final class DailyBudget {
    /** At most 144 calls a day out of the reserve, and at most this long a wait after the reset. */
    static final Duration RECHECK = Duration.ofMinutes(10);

    private final double reserve;
    private final Timeline timeline;
    private OptionalLong limit = OptionalLong.empty();
    private OptionalLong remaining = OptionalLong.empty();
    private boolean refused;
    private long seenNanos;

    DailyBudget(double reserve, Timeline timeline) {
        this.reserve = reserve;
        this.timeline = timeline;
    }

    /** @throws ConnectorException {@code HUBSPOT_DAILY_QUOTA_SPENT} when nothing may be sent today */
    synchronized void requireRoom() {
        if (!spent()) {
            return;
        }
        if (timeline.nanos() - seenNanos < RECHECK.toNanos()) {
            throw refused ? refusedByHubSpot() : reserveReached();
        }
        seenNanos = timeline.nanos(); // this caller looks again for all
    }

    synchronized void sent() {
        if (remaining.isPresent()) {
            remaining = OptionalLong.of(Math.max(0, remaining.getAsLong() - 1));
        }
    }

    synchronized void seen(RateHeaders headers) {
        if (headers.daily().isPresent() && headers.dailyRemaining().isPresent()) {
            limit = headers.daily();
            remaining = headers.dailyRemaining();
            seenNanos = timeline.nanos();
        }
    }

    synchronized void succeeded() {
        refused = false;
    }

    /** HubSpot said that the day is spent. */
    synchronized ConnectorException refuse() {
        refused = true;
        seenNanos = timeline.nanos();
        return refusedByHubSpot();
    }

    synchronized OptionalLong limit() {
        return limit;
    }

    synchronized OptionalLong remaining() {
        return remaining;
    }

    private boolean spent() {
        return refused
                || (limit.isPresent()
                        && remaining.isPresent()
                        && remaining.getAsLong() <= (long) (limit.getAsLong() * reserve));
    }

    private ConnectorException reserveReached() {
        return new ConnectorException(
                ErrorCode.HUBSPOT_DAILY_QUOTA_SPENT,
                "Of the account's %d HubSpot calls a day %d are left, which is the reserve kept for other apps (%.0f %%)."
                        .formatted(limit.orElse(0), remaining.orElse(0), reserve * 100),
                "What was read so far is kept; the rest is read after the reset.",
                "Run again after midnight in the portal's time zone, or make the daily reserve smaller.");
    }

    private static ConnectorException refusedByHubSpot() {
        return new ConnectorException(
                ErrorCode.HUBSPOT_DAILY_QUOTA_SPENT,
                "HubSpot refused the call because the account's daily limit is spent (HTTP 429, policy DAILY).",
                "What was read so far is kept; the rest is read after the reset.",
                "Run again after midnight in the portal's time zone.");
    }
}
