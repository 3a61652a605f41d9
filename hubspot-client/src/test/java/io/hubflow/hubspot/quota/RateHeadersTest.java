package io.hubflow.hubspot.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RateHeadersTest {
    @Test
    void readsTheFiveHeadersOfAnAnswerToAKey() {
        assertThat(headers(Map.of(
                        "X-HubSpot-RateLimit-Max", "190",
                        "X-HubSpot-RateLimit-Remaining", "0",
                        "X-HubSpot-RateLimit-Interval-Milliseconds", "10000",
                        "X-HubSpot-RateLimit-Daily", "1000000",
                        "X-HubSpot-RateLimit-Daily-Remaining", "999998",
                        "X-HubSpot-RateLimit-Secondly", "19",
                        "X-HubSpot-RateLimit-Secondly-Remaining", "18")))
                .isEqualTo(new RateHeaders(
                        OptionalInt.of(190),
                        OptionalInt.of(0),
                        OptionalInt.of(10_000),
                        OptionalLong.of(1_000_000),
                        OptionalLong.of(999_998)));
    }

    @Test
    void anAnswerWithoutHeadersTellsNothing() {
        assertThat(headers(Map.of())).isEqualTo(RateHeaders.NONE);
    }

    @Test
    void anAnswerToAnOAuthTokenTellsTheBurstLimitAlone() {
        var headers = headers(Map.of("X-HubSpot-RateLimit-Max", "110", "X-HubSpot-RateLimit-Remaining", "109"));

        assertThat(headers.burstMax()).hasValue(110);
        assertThat(headers.burstRemaining()).hasValue(109);
        assertThat(headers.daily()).isEmpty();
        assertThat(headers.dailyRemaining()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "+1",
                "1.5",
                "1e3",
                "1,000",
                "100/10",
                "12:30",
                "unlimited",
                "٣",
                "9999999999999999999",
                "99999999999999999999999"
            })
    void aValueThatIsNoWholeNumberCountsAsAbsent(String value) {
        var headers = headers(Map.of("X-HubSpot-RateLimit-Max", value, "X-HubSpot-RateLimit-Daily", value));

        assertThat(headers).isEqualTo(RateHeaders.NONE);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "9, 9", "' 250000 ', 250000", "000000000000000042, 42"})
    void aWholeNumberMayHaveSpaceAndZerosBeforeIt(String value, long expected) {
        assertThat(headers(Map.of("X-HubSpot-RateLimit-Daily", value)).daily()).hasValue(expected);
    }

    @Test
    void aBurstLimitBeyondTheLargestIntCountsAsAbsent() {
        assertThat(headers(Map.of("X-HubSpot-RateLimit-Max", "2147483647")).burstMax())
                .hasValue(Integer.MAX_VALUE);
        assertThat(headers(Map.of("X-HubSpot-RateLimit-Max", "2147483648")).burstMax())
                .isEmpty();
    }

    private static RateHeaders headers(Map<String, String> values) {
        return RateHeaders.from(name -> Optional.ofNullable(values.get(name)));
    }
}
