package io.hubflow.hubspot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordTimestampsTest {
    @ParameterizedTest
    @CsvSource({
        "2022-06-01T14:31:48.469Z, 2022-06-01T14:31:48.469Z",
        "2022-06-01T14:31:48Z, 2022-06-01T14:31:48Z",
        "2022-06-01T14:31:48.4Z, 2022-06-01T14:31:48.400Z",
        "2022-06-01T14:31:48.469123456Z, 2022-06-01T14:31:48.469Z",
        "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
        "1969-12-31T23:59:59.999Z, 1969-12-31T23:59:59.999Z",
        "2022-06-01T16:31:48.469+02:00, 2022-06-01T14:31:48.469Z",
        "2022-06-01T14:31Z, 2022-06-01T14:31:00Z",
        "1654093908469, 2022-06-01T14:31:48.469Z",
        "0, 1970-01-01T00:00:00Z"
    })
    void readsEveryFormThatHubSpotSends(String text, Instant expected) {
        assertThat(Instant.ofEpochMilli(RecordTimestamps.toMillis(text))).isEqualTo(expected);
    }

    @Test
    void agreesWithTheLibraryOnAnyInstant() {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++) {
            var instant = Instant.ofEpochMilli(random.nextLong(-60_000_000_000_000L, 250_000_000_000_000L));
            assertThat(RecordTimestamps.toMillis(instant.toString())).isEqualTo(instant.toEpochMilli());
            var second = instant.truncatedTo(ChronoUnit.SECONDS);
            assertThat(RecordTimestamps.toMillis(second.toString())).isEqualTo(second.toEpochMilli());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "2022-06-01",
                "2022-13-01T00:00:00Z",
                "2022-00-01T00:00:00Z",
                "2023-02-29T00:00:00Z",
                "2022-06-31T00:00:00Z",
                "2022-06-00T00:00:00Z",
                "2022-06-01T24:00:01Z",
                "2022-06-01T23:60:00Z",
                "2022-06-01T23:59:61Z",
                "2022-06-01T23:59:59.12x4Z",
                "2022-06-01T23:59:59.1234567890Z",
                "2022-06-01T23:59:59,123Z",
                "2022-06-0aT23:59:59.123Z",
                "123456789012345678",
                "-5",
                "１６５４０９３９０８４６９"
            })
    void anythingElseIsUnreadable(String text) {
        assertThat(RecordTimestamps.toMillis(text)).isEqualTo(RecordTimestamps.UNREADABLE);
    }
}
