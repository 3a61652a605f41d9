package io.hubflow.hubspot.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Callers on threads of their own, over a clock that the test moves. */
final class WaitingCallersTest {
    private final SteppedTimeline timeline = new SteppedTimeline();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final QuotaGovernor governor = new QuotaGovernor(new QuotaSettings(1.0, 0, OptionalInt.of(1), 5), timeline);
    private final List<String> served = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void aCallerThatIsInterruptedLetsTheOthersPass() throws Exception {
        call("first").get(60, TimeUnit.SECONDS);
        var head = call("contacts");
        timeline.awaitSleeper();
        var queued = call("deals");

        head.cancel(true);
        awaitEnd(head);
        // The one behind it has read the clock and waits; had the clock moved in between, it would wait for ever.
        timeline.awaitSleeper();
        timeline.advance(Duration.ofSeconds(11));

        queued.get(60, TimeUnit.SECONDS);
        assertThat(served).containsExactly("first", "deals");
    }

    @Test
    void aNewLimitIsSeenByACallerThatAlreadyWaits() throws Exception {
        var learning = new QuotaGovernor(new QuotaSettings(1.0, 0, OptionalInt.empty(), 5), timeline);
        var permit = learning.acquire(Budget.BURST, "contacts");
        for (var i = 1; i < QuotaGovernor.FIRST_BURST_LIMIT; i++) {
            learning.acquire(Budget.BURST, "contacts");
        }
        var waiting = threads.submit(() -> learning.acquire(Budget.BURST, "contacts"));
        timeline.awaitSleeper();

        permit.answered(new RateHeaders(
                OptionalInt.of(190),
                OptionalInt.of(100),
                OptionalInt.of(10_000),
                OptionalLong.empty(),
                OptionalLong.empty()));
        timeline.advance(Duration.ofMillis(101));

        assertThat(waiting.get(60, TimeUnit.SECONDS)).isNotNull();
    }

    private Future<?> call(String objectType) {
        return threads.submit(() -> {
            governor.acquire(Budget.BURST, objectType).lost();
            served.add(objectType);
            return null;
        });
    }

    private static void awaitEnd(Future<?> cancelled) {
        assertThatThrownBy(() -> cancelled.get(60, TimeUnit.SECONDS))
                .isInstanceOfAny(CancellationException.class, ExecutionException.class);
    }

    /** Sleepers wake when the test has moved the clock past their time. */
    private static final class SteppedTimeline implements Timeline {
        private final AtomicLong nanos = new AtomicLong();
        private final Semaphore sleeps = new Semaphore(0);

        @Override
        public long nanos() {
            return nanos.get();
        }

        @Override
        public Instant wallTime() {
            return Instant.EPOCH.plusNanos(nanos.get());
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            synchronized (this) {
                var until = nanos.get() + duration.toNanos();
                sleeps.release();
                while (nanos.get() < until) {
                    wait();
                }
            }
        }

        /** Until somebody sleeps who has not been awaited yet. */
        void awaitSleeper() throws InterruptedException {
            assertThat(sleeps.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
        }

        synchronized void advance(Duration step) {
            nanos.addAndGet(step.toNanos());
            notifyAll();
        }
    }
}
