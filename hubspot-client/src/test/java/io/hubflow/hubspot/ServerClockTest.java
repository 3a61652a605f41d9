package io.hubflow.hubspot;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.hubspot.quota.ManualTimeline;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ServerClockTest {
    private static final Instant LOCAL = ManualTimeline.START;

    private final ManualTimeline timeline = new ManualTimeline();
    private final ServerClock clock = new ServerClock(timeline);

    private void answers(int times, Duration ahead) {
        for (var i = 0; i < times; i++) {
            var date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                    timeline.wallTime().plus(ahead).atZone(ZoneOffset.UTC));
            clock.observe(answer("Date", date));
            timeline.advance(Duration.ofSeconds(1));
        }
    }

    private static Transport.Answer answer(String header, String value) {
        return new Transport.Answer(
                200, HttpHeaders.of(Map.of(header, List.of(value)), (name, text) -> true), new byte[0]);
    }

    private Duration ahead(Instant time) {
        return Duration.between(timeline.wallTime(), time);
    }

    @Test
    void isOursBeforeTheFirstAnswer() {
        assertThat(clock.now()).isEqualTo(ServerTime.exactly(LOCAL));
        assertThat(clock.problem()).isEmpty();
    }

    @Test
    void isNoLaterThanAPastTimeUntilAnswersHaveToldIt() {
        var passed = LOCAL.minus(Duration.ofDays(180));

        assertThat(clock.now(passed).earliest()).isEqualTo(passed);
        answers(ServerClock.CONSISTENT - 1, Duration.ofDays(-179));
        assertThat(clock.now(passed).earliest()).isEqualTo(passed);
        answers(1, Duration.ofDays(-179));
        assertThat(ahead(clock.now(passed).earliest())).isBetween(Duration.ofDays(-180), Duration.ofDays(-178));
        answers(1, Duration.ZERO);
        assertThat(ahead(clock.now(passed).earliest())).isZero();
    }

    @Test
    void followsAnAnswerThatIsUpToFiveMinutesOff() {
        answers(1, Duration.ofMinutes(5));

        assertThat(ahead(clock.now().now())).isEqualTo(Duration.ofMinutes(5));
        assertThat(ahead(clock.now().earliest())).isZero();
        assertThat(ahead(clock.now().latest())).isEqualTo(Duration.ofMinutes(5));
        assertThat(clock.problem()).isEmpty();
    }

    @Test
    void ignoresSingleAnswersThatAreFurtherOff() {
        answers(1, Duration.ofSeconds(20));
        answers(2, Duration.ofDays(1));
        assertThat(ahead(clock.now().latest())).isEqualTo(Duration.ofSeconds(20));
        answers(1, Duration.ofSeconds(20));
        answers(2, Duration.ofDays(1));
        answers(2, Duration.ofDays(-300));

        assertThat(ahead(clock.now().now())).isEqualTo(Duration.ofSeconds(20));
        assertThat(ahead(clock.now().latest())).isEqualTo(Duration.ofSeconds(20));
        assertThat(ahead(clock.now().earliest())).isZero();
        assertThat(clock.problem()).isEmpty();
    }

    @Test
    void answersThatAreAlwaysADayAheadMoveOnlyTheLaterEnd() {
        answers(3, Duration.ofDays(1));

        assertThat(ahead(clock.now().now())).isZero();
        assertThat(ahead(clock.now().earliest())).isZero();
        assertThat(ahead(clock.now().latest())).isEqualTo(Duration.ofDays(1));
        assertThat(clock.problem().orElseThrow())
                .contains("differ by 24 hours", "2026-11-03T10:00:03Z", "nothing is skipped");
    }

    @Test
    void answersThatAreAlwaysBehindMoveOnlyTheEarlierEnd() {
        answers(3, Duration.ofHours(-3));

        assertThat(ahead(clock.now().now())).isEqualTo(Duration.ofHours(-3));
        assertThat(ahead(clock.now().earliest())).isEqualTo(Duration.ofHours(-3));
        assertThat(ahead(clock.now().latest())).isZero();
        assertThat(clock.problem().orElseThrow()).contains("differ by 3 hours");
    }

    @Test
    void aDisputeLastsUntilAnAnswerAgreesWithThisMachine() {
        answers(3, Duration.ofDays(1));
        answers(1, Duration.ofDays(2));
        assertThat(ahead(clock.now().latest())).isEqualTo(Duration.ofDays(2));

        answers(1, Duration.ZERO);

        assertThat(ahead(clock.now().latest())).isZero();
        assertThat(clock.problem()).isEmpty();
    }

    @Test
    void answersWithoutADateAreNoticed() {
        clock.observe(answer("Server", "a proxy"));
        clock.observe(answer("Date", "yesterday"));
        assertThat(clock.problem()).isEmpty();
        clock.observe(answer("Server", "a proxy"));

        assertThat(clock.now()).isEqualTo(ServerTime.exactly(LOCAL));
        assertThat(clock.problem().orElseThrow()).contains("no readable Date header");

        answers(1, Duration.ZERO);
        assertThat(clock.problem()).isEmpty();
    }
}
