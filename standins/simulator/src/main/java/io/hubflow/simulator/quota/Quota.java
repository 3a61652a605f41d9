package io.hubflow.simulator.quota;

import io.hubflow.simulator.time.SimulatorClock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;

/**
 * The limits of the account and its apps. A rejected call uses up nothing (unverified). Safe for use by many threads.
 */
public final class Quota {
    /** Searches of an account in any one second (source: search guide). */
    public static final int SEARCHES_PER_SECOND = 5;

    /** Calls of one OAuth app in any ten seconds for each account; no daily limit (source: usage guidelines). */
    public static final int OAUTH_BURST = 110;

    private static final long TEN_SECONDS = 10_000;

    private final SimulatorClock clock;
    private final ZoneId zone;
    private final Map<String, RollingWindow> burstByApp = new HashMap<>();
    private final Map<String, RollingWindow> associationsByApp = new HashMap<>();
    private final RollingWindow searches = new RollingWindow(1_000);
    private Tier tier;
    private int dailyLimit;
    private long day = Long.MIN_VALUE;
    private int today;

    /** Limits on a clock; the day ends at midnight of {@code timeZone}. */
    public Quota(Tier tier, SimulatorClock clock, String timeZone) {
        this.tier = tier;
        this.dailyLimit = tier.daily();
        this.clock = clock;
        this.zone = ZoneId.of(timeZone);
    }

    /** Counts a call of an app against a bucket, or rejects it. */
    public synchronized Verdict take(String appId, boolean oauth, Bucket bucket) {
        if (!tier.limited() || bucket == Bucket.FREE) {
            return new Verdict.Accepted(Integer.MAX_VALUE, Integer.MAX_VALUE);
        }
        long now = clock.millis();
        rollDay(now);
        if (!oauth && today >= dailyLimit) {
            return new Verdict.Rejected(Verdict.Limit.DAILY);
        }
        var window = window(appId, bucket);
        int limit = limit(oauth, bucket);
        int used = window.count(now);
        if (used >= limit) {
            return new Verdict.Rejected(
                    bucket == Bucket.SEARCH ? Verdict.Limit.SECONDLY : Verdict.Limit.TEN_SECONDLY_ROLLING);
        }
        window.add(now);
        if (!oauth) {
            today++;
        }
        return new Verdict.Accepted(limit - used - 1, dailyLimit - today);
    }

    /** The tier. */
    public synchronized Tier tier() {
        return tier;
    }

    /** Changes the tier, as buying or ending a subscription would. */
    public synchronized void changeTier(Tier newTier) {
        tier = newTier;
        dailyLimit = newTier.daily();
    }

    /** Lowers or raises the daily limit, to reach its end in a test. */
    public synchronized void changeDailyLimit(int calls) {
        dailyLimit = calls;
    }

    /** The daily limit. */
    public synchronized int dailyLimit() {
        return dailyLimit;
    }

    /** Calls counted today. */
    public synchronized int usedToday() {
        rollDay(clock.millis());
        return today;
    }

    /** When the day ends, epoch milliseconds. */
    public long resetsAtMillis() {
        return Instant.ofEpochMilli(clock.millis())
                .atZone(zone)
                .toLocalDate()
                .plusDays(1)
                .atStartOfDay(zone)
                .toInstant()
                .toEpochMilli();
    }

    /** The most calls an app makes in ten seconds. */
    public synchronized int burstLimit(boolean oauth) {
        return limit(oauth, Bucket.BURST);
    }

    private RollingWindow window(String appId, Bucket bucket) {
        return switch (bucket) {
            case SEARCH -> searches;
            case ASSOCIATIONS -> associationsByApp.computeIfAbsent(appId, app -> new RollingWindow(TEN_SECONDS));
            case BURST, FREE -> burstByApp.computeIfAbsent(appId, app -> new RollingWindow(TEN_SECONDS));
        };
    }

    private int limit(boolean oauth, Bucket bucket) {
        return switch (bucket) {
            case SEARCH -> SEARCHES_PER_SECOND;
            case ASSOCIATIONS -> tier.associationBurst();
            case BURST, FREE -> oauth ? OAUTH_BURST : tier.burst();
        };
    }

    private void rollDay(long now) {
        long currentDay = Instant.ofEpochMilli(now).atZone(zone).toLocalDate().toEpochDay();
        if (currentDay != day) {
            day = currentDay;
            today = 0;
        }
    }
}
