package io.hubflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.simulator.index.IndexDelay;
import io.hubflow.simulator.quota.Tier;
import io.hubflow.simulator.traffic.TrafficPlan;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OptionTextTest {
    @Test
    void readsWhatTheCommandLineGives() {
        assertThat(OptionText.records("contacts=100_000, companies=20k"))
                .containsEntry("contacts", 100_000L)
                .containsEntry("companies", 20_000L);
        assertThat(OptionText.latency("list=250ms,search=0.5s"))
                .containsEntry("list", Duration.ofMillis(250))
                .containsEntry("search", Duration.ofMillis(500));
        assertThat(OptionText.indexDelay("5s")).isEqualTo(IndexDelay.fixed(Duration.ofSeconds(5)));
        assertThat(OptionText.indexDelay("1s..2m"))
                .isEqualTo(IndexDelay.between(Duration.ofSeconds(1), Duration.ofMinutes(2)));
        assertThat(Tier.parse("Professional")).isEqualTo(Tier.PROFESSIONAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"contacts", "contacts=", "=5", "contacts=many", "contacts=-5", "contacts=1=2", ""})
    void refusesRecordsThatAreNoCounts(String text) {
        assertThatThrownBy(() -> OptionText.records(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsThePaceOfTrafficAndExtraProperties() {
        assertThat(OptionText.traffic("7/s", 1).pace()).isEqualTo(new TrafficPlan.Pace.Every(Duration.ofSeconds(1)));
        assertThat(OptionText.traffic("3calls", 1)).isEqualTo(TrafficPlan.beforeEveryNthPage(3, 1));
        assertThat(OptionText.extraProperties("contacts=500")).containsEntry("contacts", 500);
        assertThatThrownBy(() -> OptionText.traffic("often", 1)).hasMessageContaining("7/s");
        assertThatThrownBy(() -> OptionText.traffic("0/s", 1)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> OptionText.extraProperties("contacts=99999")).hasMessageContaining("9999");
    }

    @Test
    void saysWhatWasExpected() {
        assertThatThrownBy(() -> OptionText.latency("upload=5s"))
                .hasMessageContaining("list, search, batch, associations or other");
        assertThatThrownBy(() -> OptionText.indexDelay("soon")).hasMessageContaining("250ms, 5s, 2m or 1h");
        assertThatThrownBy(() -> OptionText.indexDelay("5s..1s")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tier.parse("gold"))
                .hasMessageContaining("free, professional, enterprise or unlimited");
        assertThatThrownBy(() -> OptionText.idOrder("up")).hasMessageContaining("numeric or string");
        assertThatThrownBy(() -> Simulator.start(SimulatorOptions.defaults().withRecords("widgets", 1)))
                .hasMessageContaining("no object type \"widgets\"");
        assertThatThrownBy(() -> Simulator.start(SimulatorOptions.defaults().withRecords("contacts", 99_000_000)))
                .hasMessageContaining("10000000");
    }
}
