package io.hubflow.engine.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Reading;
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

    @Test
    void startsAboveTheNewestTimeOfTheRunBefore() {
        var clock = ReadClock.after(NOW.toEpochMilli() + 700, () -> server);
        assertThat(clock.byId()).isEqualTo(reading(NOW.toEpochMilli() + 701, NOW.toEpochMilli() + 701));
        assertThat(clock.newestMillis()).isEqualTo(NOW.toEpochMilli() + 701);
    }

    /** Such a time would let every edit of the next hour lose against this reading. */
    @Test
    void doesNotBelieveATimeOfTheRunBeforeThatIsStillToCome() {
        var ahead = NOW.plus(Duration.ofHours(1)).toEpochMilli();
        var clock = ReadClock.after(ahead, () -> server);
        assertThat(clock.byId()).isEqualTo(reading(NOW.toEpochMilli(), ahead + 1));
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
        return new Reading(sentAtMillis, NOW.toEpochMilli(), readAtMillis, Reading.Source.ID);
    }
}
