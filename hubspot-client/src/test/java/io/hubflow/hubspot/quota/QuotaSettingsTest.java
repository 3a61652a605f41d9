package io.hubflow.hubspot.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QuotaSettingsTest {
    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.95, 1})
    void aShareIsAnyPartUpToTheWholeLimit(double share) {
        assertThat(new QuotaSettings(share, 0, OptionalInt.empty(), 5).share()).isEqualTo(share);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.5, 0, 1.01, Double.NaN})
    void aShareOfNothingOrOfMoreThanTheLimitIsRefused(double share) {
        assertThatThrownBy(() -> new QuotaSettings(share, 0, OptionalInt.empty(), 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("share must be above 0 and at most 1, was " + share);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.10, 0.99})
    void aDailyReserveMayBeNothingOrNearlyAll(double reserve) {
        assertThat(new QuotaSettings(1, reserve, OptionalInt.empty(), 5).dailyReserve())
                .isEqualTo(reserve);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 1, 1.5, Double.NaN})
    void aDailyReserveThatLeavesNothingIsRefused(double reserve) {
        assertThatThrownBy(() -> new QuotaSettings(1, reserve, OptionalInt.empty(), 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("daily reserve must be at least 0 and below 1, was " + reserve);
    }
}
