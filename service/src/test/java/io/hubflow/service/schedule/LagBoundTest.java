package io.hubflow.service.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class LagBoundTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final LagBound AFTER_SCHEDULE =
            new LagBound.AfterSchedule(Duration.ofMinutes(5), Duration.ofHours(1));

    /** A Friday's run began at six, winter time. */
    private static final Instant SETTLED = Instant.parse("2026-11-27T04:55:00Z");

    @Test
    void aNightlyLoadIsNotLateBeforeTheNextOneIsOverdue() {
        var weekdays = Schedule.parse("0 6 * * 1-5", BERLIN);

        assertThat(AFTER_SCHEDULE.isPassed(weekdays, SETTLED, Instant.parse("2026-11-30T05:59:00Z")))
                .isFalse();
        assertThat(AFTER_SCHEDULE.isPassed(weekdays, SETTLED, Instant.parse("2026-11-30T06:01:00Z")))
                .isTrue();
    }

    @Test
    void aLoadWhoseClockIsALittleBehindIsNotTakenForTheOneBefore() {
        var daily = Schedule.parse("0 6 * * *", BERLIN);

        assertThat(AFTER_SCHEDULE.isPassed(daily, SETTLED.minusSeconds(60), SETTLED.plus(Duration.ofHours(20))))
                .isFalse();
    }

    @Test
    void aQuarterOfAnHourIsLateAfterAnHourWithoutARun() {
        var quarters = Schedule.parse("15 minutes", BERLIN);

        assertThat(AFTER_SCHEDULE.isPassed(quarters, SETTLED, SETTLED.plus(Duration.ofMinutes(80))))
                .isFalse();
        assertThat(AFTER_SCHEDULE.isPassed(quarters, SETTLED, SETTLED.plus(Duration.ofMinutes(81))))
                .isTrue();
    }

    @Test
    void aFixedBoundHoldsForEverySchedule() {
        var bound = new LagBound.Fixed(Duration.ofHours(1));
        var daily = Schedule.parse("0 6 * * *", BERLIN);

        assertThat(bound.isPassed(daily, SETTLED, SETTLED.plus(Duration.ofMinutes(60))))
                .isFalse();
        assertThat(bound.isPassed(daily, SETTLED, SETTLED.plus(Duration.ofMinutes(61))))
                .isTrue();
    }

    @Test
    void whatIsNeverDueAgainIsNeverLate() {
        assertThat(AFTER_SCHEDULE.isPassed(new Never(), SETTLED, SETTLED.plus(Duration.ofDays(999))))
                .isFalse();
    }
}
