package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hubflow.snowflake.CreditForecast.WarehouseSize;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CreditForecastTest {
    @Test
    void aFlushEveryMinuteNeverLetsTheWarehouseSleep() {
        assertThat(forecast(Duration.ofMinutes(1), 1).creditsPerDay()).isCloseTo(24, within(0.001));
    }

    @Test
    void rarerFlushesPayForTheirWorkAndIdleTime() {
        assertThat(forecast(Duration.ofMinutes(5), 1).creditsPerDay()).isCloseTo(288 * 65 / 3600.0, within(0.001));
        assertThat(forecast(Duration.ofHours(1), 1).creditsPerDay()).isCloseTo(24 * 65 / 3600.0, within(0.001));
    }

    @Test
    void anIdlePortalCostsNothing() {
        assertThat(forecast(Duration.ofMinutes(1), 0).creditsPerDay()).isZero();
    }

    @Test
    void aLargerWarehouseCostsInProportion() {
        var small = CreditForecast.of(
                Duration.ofMinutes(15), Duration.ofSeconds(5), Duration.ofSeconds(60), 0.5, WarehouseSize.MEDIUM);
        assertThat(small.creditsPerDay()).isCloseTo(48 * 65 / 3600.0 * 4, within(0.001));
    }

    private static CreditForecast forecast(Duration interval, double busy) {
        return CreditForecast.of(interval, Duration.ofSeconds(5), Duration.ofSeconds(60), busy, WarehouseSize.XSMALL);
    }
}
