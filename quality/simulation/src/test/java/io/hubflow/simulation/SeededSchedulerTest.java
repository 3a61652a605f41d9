package io.hubflow.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

final class SeededSchedulerTest {
    private static List<String> order(long seed) {
        var order = new ArrayList<String>();
        var scheduler = new SeededScheduler(seed, by -> {});
        var over = new boolean[1];
        scheduler.start("root", () -> {
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var lane = 0; lane < 4; lane++) {
                    var name = lane;
                    threads.submit(() -> {
                        for (var step = 0; step < 3; step++) {
                            order.add(name + "." + step);
                            Thread.yield();
                        }
                    });
                }
            }
            over[0] = true;
        });
        assertThat(scheduler.runWhilePossible(() -> over[0])).isTrue();
        return order;
    }

    @Test
    void theSeedDecidesTheOrder() {
        assertThat(order(1)).isEqualTo(order(1)).hasSize(12);
        assertThat(order(1)).isNotEqualTo(order(2));
    }

    @Test
    void sleepingTakesVirtualTimeAlone() {
        var moved = new ArrayList<Long>();
        var scheduler = new SeededScheduler(1, moved::add);
        var over = new boolean[1];
        scheduler.start("sleeper", () -> {
            scheduler.pause(86_400_000);
            over[0] = true;
        });
        assertThat(scheduler.runWhilePossible(() -> over[0])).isTrue();
        assertThat(scheduler.millis()).isEqualTo(86_400_000);
        assertThat(moved).containsExactly(86_400_000L);
    }

    /** Histories that run side by side share monitors, such as those of JSON caches. */
    @Test
    void theClockMayWaitForALockOfAThreadThatWaitsForAnotherHistory() throws Exception {
        var lock = new ReentrantLock();
        var shared = new Object();
        var held = new CountDownLatch(1);
        var clockMoves = new CountDownLatch(1);
        var otherHistory = Thread.ofPlatform().start(() -> {
            synchronized (shared) {
                held.countDown();
                awaitQuietly(clockMoves);
            }
        });
        held.await();
        var over = new boolean[2];
        var scheduler = new SeededScheduler(1, by -> {
            clockMoves.countDown();
            lock.lock();
            lock.unlock();
        });
        scheduler.start("sleeper", () -> {
            scheduler.pause(1_000);
            over[0] = true;
        });
        scheduler.start("holder", () -> {
            lock.lock();
            try {
                synchronized (shared) {
                    over[1] = true;
                }
            } finally {
                lock.unlock();
            }
        });

        assertThat(scheduler.runWhilePossible(() -> over[0] && over[1])).isTrue();
        otherHistory.join();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void threadsThatWaitForEachOtherAreNoticed() {
        var scheduler = new SeededScheduler(1, by -> {});
        scheduler.start("lonely", java.util.concurrent.locks.LockSupport::park);
        assertThatNoException().isThrownBy(() -> scheduler.drain(() -> false));
    }
}
