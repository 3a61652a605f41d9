package io.hubflow.hubspot.quota;

import io.hubflow.hubspot.quota.FairTurns.Waiter;
import io.hubflow.hubspot.quota.RollingLimit.Send;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * One limit with its queue of callers. A 429 pauses all of them, and makes the lane a quarter slower for the next
 * hundred calls or so: where another app shares the limit, the two find a balance with few refusals. Thread-safe; the
 * lock is never held while sleeping.
 */
final class Lane {
    /** The first caller looks up at least this often, so that a new limit or a pause is seen while it sleeps. */
    private static final Duration LONGEST_SLEEP = Duration.ofMillis(100);

    /** First pause after a 429 without {@code Retry-After}; doubled while the next tries are refused too. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    /** A rolling window of 10 s is certainly empty after as long, so no pause needs to be longer. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private static final double SLOWER = 1.25;

    /** However often it is refused, a lane keeps a quarter of its speed. */
    private static final double SLOWEST = 4;

    /** What each served call takes back. */
    private static final double RECOVERY = 0.0025;

    private final ReentrantLock lock = new ReentrantLock();
    private final FairTurns turns = new FairTurns();
    private final RollingLimit limit = new RollingLimit();
    private final Timeline timeline;
    private long pausedUntilNanos;
    private Duration nextPause = FIRST_PAUSE;
    private double slowness = 1;

    Lane(Timeline timeline) {
        this.timeline = timeline;
        this.pausedUntilNanos = timeline.nanos();
    }

    /** Waits for a turn and for room. */
    Send acquire(String objectType) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var waiter = new Waiter(objectType, lock.newCondition());
            turns.enter(waiter);
            try {
                return await(waiter);
            } finally {
                turns.leave(waiter);
            }
        } finally {
            lock.unlock();
        }
    }

    private Send await(Waiter waiter) throws InterruptedException {
        while (true) {
            if (!turns.isTurnOf(waiter)) {
                waiter.turnChanged().await();
                continue;
            }
            var now = timeline.nanos();
            var wait = Math.max(limit.waitNanos(now), pausedUntilNanos - now);
            if (wait <= 0) {
                return limit.sent(now);
            }
            var sleep = Math.min(wait, LONGEST_SLEEP.toNanos());
            lock.unlock();
            try {
                timeline.sleep(Duration.ofNanos(sleep));
            } finally {
                lock.lock();
            }
        }
    }

    void answered(Send send) {
        use(limit -> limit.answered(send, timeline.nanos()));
    }

    /** A call went through: the next 429 starts again with a short pause. */
    void succeeded() {
        lock.lock();
        try {
            nextPause = FIRST_PAUSE;
            if (slowness > 1) {
                slowness = Math.max(1, slowness - RECOVERY);
                limit.slow(slowness);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Stops every caller of this lane for a while.
     *
     * @param asked HubSpot's {@code Retry-After}; zero when it gave none
     */
    void pause(Duration asked) {
        lock.lock();
        try {
            var now = timeline.nanos();
            if (pausedUntilNanos - now > 0) {
                // Calls that were in flight together are refused together: one event, and the longest pause that one of
                // them asks for.
                pauseUntil(now + asked.toNanos());
                return;
            }
            slowness = Math.min(SLOWEST, slowness * SLOWER);
            limit.slow(slowness);
            var pause = asked.isZero() ? nextPause : asked;
            if (asked.isZero()) {
                var doubled = nextPause.multipliedBy(2);
                nextPause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
            }
            pauseUntil(now + pause.toNanos());
        } finally {
            lock.unlock();
        }
    }

    private void pauseUntil(long nanos) {
        pausedUntilNanos = nanos - pausedUntilNanos > 0 ? nanos : pausedUntilNanos;
    }

    /** Its limit, with nothing sent. */
    RollingLimit model() {
        lock.lock();
        try {
            return limit.copy();
        } finally {
            lock.unlock();
        }
    }

    void use(Consumer<RollingLimit> change) {
        lock.lock();
        try {
            change.accept(limit);
        } finally {
            lock.unlock();
        }
    }

    long ask(ToLongFunction<RollingLimit> question) {
        lock.lock();
        try {
            return question.applyAsLong(limit);
        } finally {
            lock.unlock();
        }
    }
}
