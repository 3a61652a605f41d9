package io.hubflow.hubspot.quota;

import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.quota.RollingLimit.Send;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets a call go only when HubSpot's limits have room for it. Thread-safe; {@link #acquire} blocks, object types take
 * turns.
 *
 * <p><b>Burst.</b> {@value #FIRST_BURST_LIMIT} calls per rolling 10 s until the first answer tells the key's own limit
 * ({@code X-HubSpot-RateLimit-Max}), then {@code share} of that. {@code -Remaining} shows what others spend on the same
 * key; that much is held back.
 *
 * <p><b>Search.</b> {@code searchPerSecond} sends in a second or, if that is longer, in the time that {@code share}
 * leaves; kept {@link #SEARCH_JITTER} apart from the limit because the network moves calls together. They count from when
 * they leave this machine ({@link Permit#leaving}).
 *
 * <p><b>Associations.</b> HubSpot exempts their reads from the burst limit and gives them one of their own, 100, 150 or 200
 * in 10 s by subscription, which no header shows. The burst limit tells the subscription.
 *
 * <p><b>No limits at all.</b> HubSpot's answers to list and batch reads always carry the burst headers (reference §8).
 * An upstream whose successful answer to one carries none (the simulator's {@code unlimited} tier, a private replay) has
 * no limits to keep: all lanes open, search included, until a 429 proves otherwise; from then on they stay limited.
 *
 * <p><b>Day.</b> See {@link DailyBudget}.
 */
public final class QuotaGovernor {
    /** The smallest burst limit that HubSpot gives a private app (Free and Starter). */
    public static final int FIRST_BURST_LIMIT = 100;

    /** A {@code Retry-After} above this is not believed for a 429; HubSpot promises none there. */
    public static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(1);

    /** Calls up to this much later than their neighbours still do not meet six in a rolling second. */
    static final Duration SEARCH_JITTER = Duration.ofMillis(100);

    private static final Duration BURST_WINDOW = Duration.ofSeconds(10);
    private static final Duration BURST_JITTER = Duration.ofMillis(50);
    private static final Duration SEARCH_WINDOW = Duration.ofSeconds(1);

    /** Two searches keep at least this part of the mean distance, so that they do not come in clumps. */
    private static final double SEARCH_GAP = 0.75;

    private final QuotaSettings settings;
    private final Timeline timeline;
    private final Lane burst;
    private volatile Lane search;
    private final Lane associations;
    private volatile DailyBudget daily;

    private final ReentrantLock lock = new ReentrantLock();
    private int burstLimit;
    private Duration burstWindow = BURST_WINDOW;
    private Knowledge knowledge = Knowledge.GUESSED;
    private int clients = 1;

    /** What is known about the upstream's limits. */
    private enum Knowledge {
        GUESSED,
        NO_LIMITS,
        LIMITED
    }

    public QuotaGovernor(QuotaSettings settings, Timeline timeline) {
        this.settings = settings;
        this.timeline = timeline;
        this.burst = new Lane(timeline);
        this.search = new Lane(timeline);
        this.associations = new Lane(timeline);
        this.daily = new DailyBudget(settings.dailyReserve(), timeline);
        limitBurst(settings.burstPerTenSeconds().orElse(FIRST_BURST_LIMIT), BURST_WINDOW);
        limitSearch();
    }

    /**
     * From now on this many processes, each with a governor of its own, share what {@code settings} allow; this one keeps to
     * its equal part. Searches carry no headers by which one could notice the others.
     */
    public void shareAmong(int processes) {
        lock.lock();
        try {
            clients = Math.max(1, processes);
            if (knowledge != Knowledge.NO_LIMITS) {
                limitBurst(burstLimit, burstWindow);
                limitSearch();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * From now on searches and the day's calls are counted where {@code other} counts them: HubSpot limits both for the whole
     * account, and the burst for each app (usage guidelines). What {@code other} knows of the two limits holds for both. Calls
     * that are under way stay where they were counted.
     */
    public void shareAccountWith(QuotaGovernor other) {
        search = other.search;
        daily = other.daily;
    }

    /** The right to send one call. Tell it how the call ended, exactly once. */
    public final class Permit {
        private final Budget budget;
        private final Lane lane;
        private final Send send;

        private Permit(Budget budget, Lane lane, Send send) {
            this.budget = budget;
            this.lane = lane;
            this.send = send;
        }

        /** The call leaves this machine now: where the processor is short, some time after it was allowed to. */
        public void leaving() {
            lane.use(limit -> limit.leaving(send, timeline.nanos()));
        }

        /** An answer of any status came. */
        public void answered(RateHeaders headers) {
            lane.answered(send);
            daily.seen(headers);
            if (headers.burstMax().isPresent()) {
                var unclaimed = headers.burstMax().getAsInt() - learnBurst(headers);
                if (budget == Budget.BURST && headers.burstRemaining().isPresent()) {
                    var used = headers.burstMax().getAsInt()
                            - headers.burstRemaining().getAsInt();
                    burst.use(limit -> limit.serverCounted(send, used - unclaimed, timeline.nanos()));
                }
            }
        }

        /** No whole answer came; the server may have counted the call. */
        public void lost() {
            lane.answered(send);
        }
    }

    /**
     * Waits until a call may be sent.
     *
     * @throws ConnectorException {@code HUBSPOT_DAILY_QUOTA_SPENT} without waiting when the day's calls are spent
     */
    public Permit acquire(Budget budget, String objectType) throws InterruptedException {
        daily.requireRoom();
        var lane = lane(budget);
        var send = lane.acquire(objectType);
        daily.sent();
        return new Permit(budget, lane, send);
    }

    /** A call was served. @param showsLimits whether a real HubSpot would have sent the burst headers with this answer */
    public void served(Budget budget, RateHeaders headers, boolean showsLimits) {
        lane(budget).succeeded();
        daily.succeeded();
        if (showsLimits && headers.burstMax().isEmpty()) {
            liftIfNeverLimited();
        }
    }

    /** HubSpot answered 429 for this budget. @param retryAfter zero when it gave none; not believed above a minute */
    public void throttled(Budget budget, Duration retryAfter) {
        lock.lock();
        try {
            if (knowledge == Knowledge.NO_LIMITS) {
                limitBurst(FIRST_BURST_LIMIT, BURST_WINDOW);
                limitSearch();
            }
            knowledge = Knowledge.LIMITED;
        } finally {
            lock.unlock();
        }
        lane(budget).pause(retryAfter.compareTo(LONGEST_RETRY_AFTER) > 0 ? Duration.ZERO : retryAfter);
    }

    /** HubSpot answered 429 for the day: nothing more is sent for a while. The failure is for the caller to throw. */
    public ConnectorException dailySpent() {
        return daily.refuse();
    }

    public QuotaSnapshot snapshot() {
        var used = (int) burst.ask(limit -> limit.used(timeline.nanos()));
        lock.lock();
        try {
            var limit = knowledge == Knowledge.NO_LIMITS ? Integer.MAX_VALUE : burstLimit;
            return new QuotaSnapshot(limit, used, daily.limit(), daily.remaining());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Of so many records that lists and searches read together, how many calls lists have room for until everything is read.
     *
     * @param perCall records that a list call brings
     * @param perSearch records that a search brings
     * @return {@link Long#MAX_VALUE} where nothing limits them, or where it takes longer than is foreseen
     */
    public long listCallsFor(long records, int perCall, int perSearch) {
        return SharedReading.listCalls(room(burst), room(search), records, perCall, perSearch);
    }

    private SharedReading.Room room(Lane lane) {
        var now = timeline.nanos();
        return time -> lane.ask(limit -> limit.roomUntil(now + time.toNanos(), now));
    }

    /** The limits as they are known now, for foretelling when calls can be sent. */
    public QuotaModel model() {
        return new QuotaModel(burst.model(), search.model(), associations.model());
    }

    private Lane lane(Budget budget) {
        return switch (budget) {
            case BURST -> burst;
            case SEARCH -> search;
            case ASSOCIATIONS -> associations;
        };
    }

    /** @return the limit that holds from now on */
    private int learnBurst(RateHeaders headers) {
        var max = Math.max(1, headers.burstMax().getAsInt());
        var interval = headers.intervalMillis();
        var window =
                interval.isPresent() && interval.getAsInt() > 0 ? Duration.ofMillis(interval.getAsInt()) : BURST_WINDOW;
        var limit = Math.min(max, settings.burstPerTenSeconds().orElse(Integer.MAX_VALUE));
        lock.lock();
        try {
            if (knowledge == Knowledge.NO_LIMITS) {
                limitSearch();
            }
            if (knowledge != Knowledge.LIMITED || limit != burstLimit || !window.equals(burstWindow)) {
                limitBurst(limit, window);
            }
            knowledge = Knowledge.LIMITED;
            return burstLimit;
        } finally {
            lock.unlock();
        }
    }

    private void liftIfNeverLimited() {
        if (settings.burstPerTenSeconds().isPresent()) {
            return; // the user names a limit: it holds, whatever the upstream shows
        }
        lock.lock();
        try {
            if (knowledge == Knowledge.GUESSED) {
                knowledge = Knowledge.NO_LIMITS;
                burst.use(RollingLimit::lift);
                search.use(RollingLimit::lift);
                associations.use(RollingLimit::lift);
            }
        } finally {
            lock.unlock();
        }
    }

    private void limitBurst(int limit, Duration window) {
        burstLimit = limit;
        burstWindow = window;
        var allowance = Math.max(1, (int) (limit * settings.share() / clients));
        var spacing = window.plus(BURST_JITTER).toNanos();
        burst.use(rolling -> rolling.limit(allowance, spacing, limit, window.toNanos(), 0));
        limitAssociations(
                Math.min(associationLimit(limit), settings.burstPerTenSeconds().orElse(Integer.MAX_VALUE)));
    }

    /** Free and Starter 100, Professional and Enterprise 150, with the API add-on 200 (associations guide, 2026-03). */
    private static int associationLimit(int burstLimit) {
        return burstLimit < 150 ? FIRST_BURST_LIMIT : burstLimit < 250 ? 150 : 200;
    }

    private void limitAssociations(int limit) {
        var allowance = Math.max(1, (int) (limit * settings.share() / clients));
        var spacing = BURST_WINDOW.plus(BURST_JITTER).toNanos();
        associations.use(rolling -> rolling.limit(allowance, spacing, limit, BURST_WINDOW.toNanos(), 0));
    }

    private void limitSearch() {
        var limit = Math.max(1, settings.searchPerSecond() / clients);
        var perSecond = settings.searchPerSecond() * settings.share() / clients;
        var sharedNanos = (long) (SEARCH_WINDOW.toNanos() * limit / perSecond);
        var spacing = Math.max(SEARCH_WINDOW.plus(SEARCH_JITTER).toNanos(), sharedNanos);
        var gap = (long) (spacing * SEARCH_GAP / limit);
        search.use(rolling -> rolling.limit(limit, spacing, RollingLimit.NO_CEILING, SEARCH_WINDOW.toNanos(), gap));
    }
}
