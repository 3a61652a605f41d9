package io.hubflow.engine.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Reading;
import io.hubflow.engine.destination.Row;
import io.hubflow.hubspot.ServerTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReadClockTest {
    private static final Instant NOW = Instant.parse("2026-11-28T08:00:00Z");

    private ServerTime server = ServerTime.exactly(NOW);

    @Test
    void goesNeitherBackNorAheadOfHubSpotsClock() {
        var clock = ReadClock.after(0, () -> server);
        assertThat(clock.byId().sentAtMillis()).isEqualTo(NOW.toEpochMilli());
        server = ServerTime.exactly(NOW.minusMillis(900));
        assertThat(clock.search().sentAtMillis()).isEqualTo(NOW.toEpochMilli());
    }

    /** The header shows whole seconds, so each answer may set the clock back to the same moment. */
    @Test
    void tellsReadingsApartThatTheClockGivesTheSameTime() {
        var clock = ReadClock.after(0, () -> server);
        var read = clock.byId();
        server = ServerTime.exactly(NOW.minusMillis(300));
        var later = clock.byId();

        assertThat(later.sentAtMillis()).isEqualTo(read.sentAtMillis());
        assertThat(later.versionMicros(Row.NO_TIME)).isGreaterThan(read.versionMicros(Row.NO_TIME));
        assertThat(later.departureMicros()).isGreaterThan(read.versionMicros(NOW.toEpochMilli()));
        clock.sawUpdate(NOW.toEpochMilli() + 40);
        assertThat(clock.byId().versionMicros(Row.NO_TIME))
                .as("what was seen at that time is older")
                .isGreaterThan(later.versionMicros(NOW.toEpochMilli() + 40));
        for (var i = 0; i < 2_000; i++) {
            assertThat(clock.byId().versionMicros(Row.NO_TIME)).isLessThan((NOW.toEpochMilli() + 41) * 1_000);
        }
    }

    @Test
    void startsAboveTheNewestTimeOfTheRunBefore() {
        var clock = ReadClock.after(NOW.toEpochMilli() + 700, () -> server);
        assertThat(clock.byId()).isEqualTo(reading(NOW.toEpochMilli() + 701, NOW.toEpochMilli() + 701));
        assertThat(clock.newestMillis()).isEqualTo(NOW.toEpochMilli() + 701);
    }

    /** A clock that is behind now, or one that was ahead then: either way rows carry that time. */
    @Test
    void neverGoesBackBehindReadingsOfEarlierRunsAndHasValuesReadByIdUntilTheClockHasCaughtUp() {
        var ahead = NOW.plus(Duration.ofHours(1)).toEpochMilli();
        var clock = ReadClock.after(ahead, () -> server);
        assertThat(clock.isAhead()).isTrue();
        assertThat(clock.byId()).isEqualTo(reading(ahead + 2, ahead + 2));
        assertThat(clock.byId()).as("the order of sending counts").isEqualTo(reading(ahead + 3, ahead + 3));

        server = ServerTime.exactly(NOW.plus(Duration.ofHours(2)));

        assertThat(clock.isAhead()).isFalse();
        assertThat(clock.byId().sentAtMillis())
                .isEqualTo(NOW.plus(Duration.ofHours(2)).toEpochMilli());
    }

    @Test
    void isNotAheadByLessThanTheDateHeaderMayBeBehind() {
        assertThat(ReadClock.after(NOW.toEpochMilli() + 1_500, () -> server).isAhead())
                .isFalse();
    }

    /** The earlier of the two clocks may be months behind: then records are newer than any reading. */
    @Test
    void believesTheTimesOfRecordsUpToTheLaterOfTwoClocks() {
        server = new ServerTime(NOW.minus(Duration.ofDays(90)), NOW.minus(Duration.ofDays(90)), NOW);
        var clock = ReadClock.after(0, () -> server);
        clock.sawUpdate(NOW.minusSeconds(60).toEpochMilli());
        assertThat(clock.byId().sentAtMillis()).isEqualTo(NOW.minusSeconds(60).toEpochMilli() + 1);
        assertThat(clock.isAhead()).isTrue();
    }

    @Test
    void isBroughtCloserByTheTimesOfRecordsThatWereSeen() {
        var clock = ReadClock.after(0, () -> server);
        clock.sawUpdate(NOW.toEpochMilli() + 950);
        assertThat(clock.byId().sentAtMillis()).isEqualTo(NOW.toEpochMilli() + 950);
        clock.sawUpdate(NOW.plus(Duration.ofDays(1)).toEpochMilli());
        assertThat(clock.byId().sentAtMillis()).isEqualTo(NOW.toEpochMilli() + 950);
    }

    @Test
    void datesReadingsOfAPlanAsOfThePlan() {
        var planned = NOW.minus(Duration.ofMinutes(3)).toEpochMilli();
        assertThat(ReadClock.datedAsOf(planned, () -> server).byId()).isEqualTo(reading(NOW.toEpochMilli(), planned));
    }

    private static Reading reading(long sentAtMillis, long readAtMillis) {
        return new Reading(sentAtMillis, NOW.toEpochMilli(), readAtMillis, Reading.Source.ID, 0);
    }
}
