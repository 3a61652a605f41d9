package io.hubflow.service.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    private static final ZoneId UTC = ZoneId.of("UTC");

    @ParameterizedTest
    @CsvSource({
        "15 minutes, every 15 minutes",
        "15m, every 15 minutes",
        "90 sec, every 90 seconds",
        "1 hour, every 1 hour",
        "PT30S, every 30 seconds",
        "0 6 * * 1-5, cron 0 6 * * 1-5 (UTC)",
        "0 0/15 * * * ?, cron 0 0/15 * * * ? (UTC)"
    })
    void durationsAndBothKindsOfCronAreRead(String text, String words) {
        assertThat(Schedule.parse(text, UTC).words()).isEqualTo(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "15", "15 fortnights", "1 second", "400 days", "-5m", "* * *"})
    void whatIsNeitherIsRefusedWithAnExample(String text) {
        assertThatThrownBy(() -> Schedule.parse(text, UTC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(".*(15 minutes|5 seconds and 31 days).*");
    }

    @Test
    void neverIsNeverDue() {
        var scheduler = new Scheduler(ScheduleRules.DEFAULT, () -> 0, Instant.EPOCH);
        scheduler.add("verify", new Never(), Optional.of(Instant.EPOCH), Instant.EPOCH);

        assertThat(scheduler.decide(Instant.EPOCH))
                .isEqualTo(new Decision.WaitUntil("verify", Instant.MAX, Decision.Reason.SCHEDULE));
        scheduler.runNow("verify");
        assertThat(scheduler.decide(Instant.EPOCH)).isEqualTo(new Decision.Start("verify"));
        scheduler.started("verify", Instant.EPOCH);
        scheduler.ended(Instant.EPOCH, new Ending.Failed(false));
        assertThat(scheduler.due("verify")).contains(Instant.MAX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"61 * * * *", "* * * * * * * *", "a b c d e", "0 0 0 * * * *"})
    void aBadCronExpressionIsRefusedWithItsText(String text) {
        assertThatThrownBy(() -> Schedule.parse(text, UTC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    @Test
    void aDateThatDoesNotExistIsNeverDue() {
        assertThatThrownBy(() -> Schedule.parse("0 0 31 2 *", UTC)).hasMessageContaining("0 0 31 2 *");
    }

    @Test
    void intervalsKeepTheirGrid() {
        var anchor = Instant.parse("2026-01-01T00:00:07Z");

        assertThat(Schedule.parse("10 s", UTC).next(anchor, Instant.parse("2026-01-01T00:01:00Z")))
                .isEqualTo("2026-01-01T00:01:07Z");
    }
}
