package io.hubflow.snowflake.emulator.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WarehouseTest {
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private final Warehouse warehouse = new Warehouse("W", "X-Small", Duration.ofSeconds(60), true, () -> now);

    private void work(int seconds) {
        assertThat(warehouse.begin()).isTrue();
        now = now.plusSeconds(seconds);
        warehouse.end(Duration.ofSeconds(seconds));
    }

    @Test
    void isHeldUntilItsAutoSuspend() {
        work(5);
        now = now.plusSeconds(30);
        work(5);
        now = now.plusSeconds(1_000);
        assertThat(warehouse.meter()).isEqualTo(new Warehouse.Meter("W", 100, 10, 100, 1, true));
        work(1);
        assertThat(warehouse.meter().wakeUps()).isEqualTo(2);
    }

    @Test
    void everyStartCostsAMinute() {
        work(1);
        warehouse.suspend();
        assertThat(warehouse.meter()).isEqualTo(new Warehouse.Meter("W", 1, 1, 60, 1, true));
    }

    @Test
    void staysAsleepWhenItMayNotResume() {
        warehouse.configure(null, false);
        assertThat(warehouse.begin()).isFalse();
        warehouse.resume();
        assertThat(warehouse.begin()).isTrue();
    }

    @Test
    void aResetKeepsItAwakeButForgetsTheCost() {
        work(10);
        warehouse.resetMeter();
        now = now.plusSeconds(20);
        assertThat(warehouse.meter()).isEqualTo(new Warehouse.Meter("W", 20, 0, 60, 0, false));
    }
}
