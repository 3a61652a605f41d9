package io.hubflow.service.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationTextTest {
    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "30s, PT30S",
        "30 seconds, PT30S",
        "1 Minute, PT1M",
        "15 minutes, PT15M",
        "15m, PT15M",
        "2 hrs, PT2H",
        "1 day, PT24H",
        "pt1h30m, PT1H30M",
        "P2D, PT48H",
        "' 5 min ', PT5M"
    })
    void isReadAsPeopleWriteIt(String text, Duration expected) {
        assertThat(DurationText.parse(text)).contains(expected);
        assertThat(text).matches("(?i)\\s*(" + DurationText.PATTERN + ")\\s*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "15", "minutes", "1.5h", "-5m", "PT-5M", "15 fortnights", "1h30m", "9999999999s"})
    void anythingElseIsNot(String text) {
        assertThat(DurationText.parse(text)).isEmpty();
    }
}
