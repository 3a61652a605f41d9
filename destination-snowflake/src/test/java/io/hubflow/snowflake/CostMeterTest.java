package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CostMeterTest {
    private final AtomicLong nanos = new AtomicLong();
    private final CostMeter meter = new CostMeter(nanos::get, Duration.ofSeconds(60));

    @Test
    void freeStatementsWakeNoWarehouse() {
        meter.free();
        meter.free();
        assertThat(meter.total().statements()).isEqualTo(2);
        assertThat(meter.total().wakeUps()).isZero();
        assertThat(meter.total().warehouseHeld()).isZero();
    }

    @Test
    void statementsWithinTheIdleTimeShareOneWakeUp() {
        statement(5);
        pass(59);
        statement(1);
        assertThat(meter.total().wakeUps()).isEqualTo(1);
        assertThat(meter.total().warehouseHeld()).isEqualTo(Duration.ofSeconds(5 + 59 + 1 + 60));
    }

    @Test
    void eachWakeUpPaysForItsIdleTime() {
        statement(5);
        pass(61);
        statement(2);
        assertThat(meter.total().wakeUps()).isEqualTo(2);
        assertThat(meter.total().warehouseHeld()).isEqualTo(Duration.ofSeconds(65 + 62));
    }

    @Test
    void aWarehouseThatSleepsAtOncePaysSixtySecondsAnyway() {
        var eager = new CostMeter(nanos::get, Duration.ofSeconds(1));
        long started = nanos.get();
        pass(2);
        eager.computed(started);
        assertThat(eager.total().warehouseHeld()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void knowsWhetherTheWarehouseIsStillAwake() {
        assertThat(meter.awakeWithin(Duration.ofSeconds(30))).isFalse();
        statement(1);
        pass(30);
        assertThat(meter.awakeWithin(Duration.ofSeconds(30))).isTrue();
        pass(1);
        assertThat(meter.awakeWithin(Duration.ofSeconds(30))).isFalse();
    }

    private void statement(int seconds) {
        long started = nanos.get();
        pass(seconds);
        meter.computed(started);
    }

    private void pass(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
