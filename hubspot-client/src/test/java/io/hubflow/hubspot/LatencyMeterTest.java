package io.hubflow.hubspot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LatencyMeterTest {
    private final LatencyMeter meter = new LatencyMeter();

    @Test
    void withoutAnAnswerLatenciesAreTheUsualOnes() {
        assertThat(meter.latencies()).isEqualTo(Latencies.USUAL);
    }

    @Test
    void oneSlowAnswerDoesNotCount() {
        for (var millis : new int[] {210, 190, 5_000, 200, 205}) {
            meter.answered(CallKind.LIST, Duration.ofMillis(millis).toNanos(), 10);
        }

        assertThat(meter.latencies().list()).isEqualTo(Duration.ofMillis(205));
        assertThat(meter.bytes()).isEqualTo(50);
    }

    @Test
    void kindsThatWereNotMeasuredAreAsSlowAsTheOthersAre() {
        meter.answered(CallKind.LIST, Duration.ofMillis(500).toNanos(), 0);
        meter.answered(CallKind.SEARCH, Duration.ofMillis(900).toNanos(), 0);

        assertThat(meter.latencies().batchRead()).isEqualTo(Duration.ofMillis(600));
    }
}
