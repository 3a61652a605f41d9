package io.hubflow.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.DestinationCost;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CostTextTest {
    @Test
    void countsInWords() {
        assertThat(CostText.of(cost(0))).startsWith("Warehouse: woken 0 times, held 61 s");
        assertThat(CostText.of(cost(1))).startsWith("Warehouse: woken once, held");
        assertThat(CostText.of(cost(2))).startsWith("Warehouse: woken 2 times, held");
    }

    private static DestinationCost cost(long wakeUps) {
        return new DestinationCost(9, 4, 1_000, Duration.ofSeconds(61), wakeUps);
    }
}
