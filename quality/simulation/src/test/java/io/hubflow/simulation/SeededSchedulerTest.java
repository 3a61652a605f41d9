package io.hubflow.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
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

    @Test
    void threadsThatWaitForEachOtherAreNoticed() {
        var scheduler = new SeededScheduler(1, by -> {});
        scheduler.start("lonely", java.util.concurrent.locks.LockSupport::park);
        assertThatNoException().isThrownBy(() -> scheduler.drain(() -> false));
    }
}
