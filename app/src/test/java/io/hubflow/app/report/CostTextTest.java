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

    /** What Snowflake charges for such statements: docs.snowflake.com user-guide/cost-understanding-compute, read 2026-11-28. */
    @Test
    void saysWhichStatementsAreCloudServicesAndWhenTheyAreCharged() {
        assertThat(CostText.of(new DestinationCost(1_248, 1_037, 4_600_000, Duration.ofMillis(90_400), 1)))
                .contains("held 90 s")
                .contains("1,248 statements, 1,037 of them without a warehouse: those are cloud services")
                .contains("only beyond a tenth of a day's warehouse credits")
                .contains("4,600,000 bytes staged");
    }

    private static DestinationCost cost(long wakeUps) {
        return new DestinationCost(9, 4, 1_000, Duration.ofSeconds(61), wakeUps);
    }
}
