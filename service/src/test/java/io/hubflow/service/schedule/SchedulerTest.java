package io.hubflow.service.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The scheduler on a clock that the tests move. */
class SchedulerTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Ending OK = new Ending.Succeeded();

    private Instant now = START;

    @Test
    void aYearOfQuarterHoursIsARunAtEachOfThem() {
        var scheduler = scheduler(ScheduleRules.DEFAULT, "15 minutes");

        var starts = runUntil(scheduler, START.plus(Duration.ofDays(365)), start -> Duration.ofSeconds(40));

        assertThat(starts).hasSize(365 * 96);
        assertThat(starts).allMatch(start -> Duration.between(START, start).toSeconds() % 900 == 0);
    }

    @Test
    void aYearOfDailyRunsIsOneOnEachLocalDayAcrossBothClockChanges() {
        var scheduler = scheduler(ScheduleRules.DEFAULT, "30 2 * * *");

        var starts = runUntil(scheduler, START.plus(Duration.ofDays(365)), start -> Duration.ofSeconds(40));

        var days =
                starts.stream().map(start -> start.atZone(BERLIN).toLocalDate()).toList();
        assertThat(days).hasSize(365).doesNotHaveDuplicates();
        // In 2026 Berlin's clocks go from 02:00 to 03:00 on 29 March, and from 03:00 back to 02:00 on 25 October.
        assertThat(starts.get(days.indexOf(LocalDate.of(2026, 3, 29)))).isEqualTo("2026-03-29T01:00:00Z");
        assertThat(starts.get(days.indexOf(LocalDate.of(2026, 10, 25)))).isEqualTo("2026-10-25T00:30:00Z");
    }

    @Test
    void twoThousandCyclesKeepNothing() {
        var scheduler = scheduler(ScheduleRules.DEFAULT, "15 seconds");

        for (var cycle = 0; cycle < 2_000; cycle++) {
            scheduler.runNow("sync");
            scheduler.runNow("sync");
            assertThat(scheduler.decide(now)).isEqualTo(new Decision.Start("sync"));
            run(scheduler, Duration.ofSeconds(1), OK);
        }

        assertThat(scheduler.jobs()).containsExactly("sync");
        assertThat(scheduler.decide(now)).isInstanceOf(Decision.WaitUntil.class);
    }

    @Test
    void noSecondRunStartsBesideARunningOne() {
        var scheduler = scheduler(ScheduleRules.DEFAULT, "1 minute");
        scheduler.started("sync", now);
        now = now.plusSeconds(600);

        assertThat(scheduler.decide(now)).isEqualTo(new Decision.Running("sync"));
        assertThatThrownBy(() -> scheduler.started("sync", now)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aLongRunIsFollowedByOneRunAtOnceAndThenByTheSchedule() {
        var scheduler = scheduler(ScheduleRules.DEFAULT, "10 minutes");

        run(scheduler, Duration.ofMinutes(47), OK);

        assertThat(scheduler.decide(now)).isEqualTo(new Decision.Start("sync"));
        run(scheduler, Duration.ofSeconds(10), OK);
        assertWaits(scheduler, START.plus(Duration.ofMinutes(50)), Decision.Reason.SCHEDULE);
    }

    @Test
    void skippingMissedMomentsWaitsForTheNextOne() {
        var scheduler = scheduler(rules(Duration.ZERO, CatchUp.SKIP), "10 minutes");

        run(scheduler, Duration.ofMinutes(47), OK);

        assertWaits(scheduler, START.plus(Duration.ofMinutes(50)), Decision.Reason.SCHEDULE);
    }

    @Test
    void aMachineThatSleptAWeekRunsOnceOrNotAtAll() {
        var once = scheduler(ScheduleRules.DEFAULT, "1 hour");
        var skip = scheduler(rules(Duration.ZERO, CatchUp.SKIP), "1 hour");
        for (var scheduler : List.of(once, skip)) {
            now = START;
            run(scheduler, Duration.ofMinutes(1), OK);
        }
        now = START.plus(Duration.ofDays(7)).plusSeconds(600);

        assertThat(once.decide(now)).isEqualTo(new Decision.Start("sync"));
        assertWaits(skip, START.plus(Duration.ofDays(7)).plus(Duration.ofHours(1)), Decision.Reason.SCHEDULE);
        run(once, Duration.ofMinutes(1), OK);
        assertWaits(once, START.plus(Duration.ofDays(7)).plus(Duration.ofHours(1)), Decision.Reason.SCHEDULE);
    }

    @Test
    void aRestartedServiceGoesOnWithTheScheduleOfTheEarlierProcess() {
        var justRan = new Scheduler(ScheduleRules.DEFAULT, new Random(1), START);
        justRan.add("sync", Schedule.parse("1 hour", BERLIN), Optional.of(START.minusSeconds(600)), START);
        var wasDown = new Scheduler(ScheduleRules.DEFAULT, new Random(1), START);
        wasDown.add("sync", Schedule.parse("0 3 * * *", BERLIN), Optional.of(START.minus(Duration.ofDays(3))), START);

        assertWaits(justRan, START.plusSeconds(3_000), Decision.Reason.SCHEDULE);
        assertThat(wasDown.decide(now)).isEqualTo(new Decision.Start("sync"));
    }

    @Test
    void aClockThatJumpsBackDoesNotStopTheRuns() {
        var scheduler = scheduler(ScheduleRules.DEFAULT, "15 minutes");
        run(scheduler, Duration.ofSeconds(10), OK);

        now = START.minus(Duration.ofDays(30));

        assertWaits(scheduler, now.plus(Duration.ofMinutes(15)), Decision.Reason.SCHEDULE);
    }

    @Test
    void aClockThatJumpsBackDuringARunDoesNotStopTheRuns() {
        var scheduler = scheduler(ScheduleRules.DEFAULT, "15 minutes");
        scheduler.started("sync", now);
        now = START.minus(Duration.ofDays(30));
        scheduler.ended(now, OK);

        assertWaits(scheduler, now.plus(Duration.ofMinutes(15)), Decision.Reason.SCHEDULE);
    }

    @Test
    void aClockThatIsCorrectedByASecondChangesNothing() {
        var scheduler = scheduler(ScheduleRules.DEFAULT, "15 minutes");
        run(scheduler, Duration.ofSeconds(10), OK);

        now = now.minusSeconds(1);

        assertWaits(scheduler, START.plus(Duration.ofMinutes(15)), Decision.Reason.SCHEDULE);
    }

    @Test
    void jitterDelaysEachStartByUpToItsLengthAndDoesNotAddUp() {
        var scheduler = scheduler(rules(Duration.ofSeconds(60), CatchUp.ONCE), "15 minutes");

        var starts = runUntil(scheduler, START.plus(Duration.ofDays(2)), start -> Duration.ofSeconds(5));

        var delays = new HashSet<Long>();
        for (var start : starts) {
            var delay = Duration.between(START, start).toMillis() % 900_000;
            assertThat(delay).isBetween(0L, 60_000L);
            delays.add(delay);
        }
        assertThat(starts).hasSize(192);
        assertThat(delays).hasSizeGreaterThan(100);
    }

    @Test
    void repeatedFailuresAreTriedLessAndLessOftenAndOneSuccessEndsThat() {
        var scheduler = scheduler(ScheduleRules.DEFAULT, "15 seconds");
        var pauses = new ArrayList<Long>();
        for (var failure = 0; failure < 12; failure++) {
            var ended = run(scheduler, Duration.ofSeconds(1), new Ending.Failed(false));
            now = waits(scheduler).until();
            pauses.add(Duration.between(ended, now).toSeconds());
        }

        assertThat(pauses).startsWith(14L, 30L, 60L, 120L, 240L).endsWith(3_600L, 3_600L);
        run(scheduler, Duration.ofSeconds(1), OK);
        assertThat(scheduler.failures("sync")).isZero();
        assertThat(Duration.between(now, waits(scheduler).until())).isLessThanOrEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void whatPassesByItselfIsTriedAgainSoonHoweverRarelyTheScheduleSays() {
        var scheduler = scheduler(ScheduleRules.DEFAULT, "1 day");
        var pauses = new ArrayList<Long>();
        for (var failure = 0; failure < 9; failure++) {
            var ended = run(scheduler, Duration.ofSeconds(1), new Ending.Failed(true));
            now = waits(scheduler).until();
            pauses.add(Duration.between(ended, now).toSeconds());
        }

        assertThat(pauses).startsWith(30L, 60L, 120L, 240L).endsWith(3_600L);
        run(scheduler, Duration.ofSeconds(1), OK);
        assertWaits(scheduler, START.plus(Duration.ofDays(1)), Decision.Reason.SCHEDULE);
    }

    @Test
    void aRunThatWasAskedForAndSucceededShowsThatTheQuotaIsNotSpentAnyMore() {
        var scheduler = scheduler(ScheduleRules.DEFAULT, "15 minutes");
        run(scheduler, Duration.ofMinutes(1), new Ending.QuotaSpent(START.plus(Duration.ofHours(9))));

        scheduler.runNow("sync");
        run(scheduler, Duration.ofMinutes(1), OK);

        assertWaits(scheduler, START.plus(Duration.ofMinutes(15)), Decision.Reason.SCHEDULE);
    }

    @Test
    void aSpentDailyQuotaParksEveryJobUntilItIsReset() {
        var scheduler = scheduler(ScheduleRules.DEFAULT, "15 minutes");
        scheduler.add("other", Schedule.parse("1 hour", BERLIN), Optional.of(START), START);
        var reset = START.plus(Duration.ofHours(9));

        run(scheduler, Duration.ofMinutes(1), new Ending.QuotaSpent(reset));

        assertWaits(scheduler, reset, Decision.Reason.QUOTA);
        now = reset;
        assertThat(scheduler.decide(now)).isInstanceOf(Decision.Start.class);
    }

    @Test
    void pausedJobsStartOnlyOnRequest() {
        var scheduler = scheduler(ScheduleRules.DEFAULT, "15 minutes");
        scheduler.pause();
        now = now.plus(Duration.ofDays(1));
        assertThat(scheduler.decide(now)).isEqualTo(new Decision.Paused());

        scheduler.runNow("sync");
        assertThat(scheduler.decide(now)).isEqualTo(new Decision.Start("sync"));
        run(scheduler, Duration.ofSeconds(1), OK);
        assertThat(scheduler.decide(now)).isEqualTo(new Decision.Paused());

        scheduler.resume();
        assertThat(scheduler.decide(now)).isInstanceOf(Decision.WaitUntil.class);
    }

    @Test
    void aRequestDuringARunStartsAnotherOneAfterIt() {
        var scheduler = scheduler(ScheduleRules.DEFAULT, "15 minutes");
        scheduler.started("sync", now);
        scheduler.runNow("sync");
        scheduler.ended(now.plusSeconds(1), OK);

        assertThat(scheduler.decide(now.plusSeconds(1))).isEqualTo(new Decision.Start("sync"));
    }

    @Test
    void aJobThatIsAskedForBeforeItIsAddedStartsFirst() {
        var scheduler = new Scheduler(ScheduleRules.DEFAULT, new Random(42), START);
        scheduler.runNow("second");
        scheduler.add("first", Schedule.parse("15 minutes", BERLIN), Optional.empty(), START);
        scheduler.add("second", Schedule.parse("15 minutes", BERLIN), Optional.empty(), START);

        assertThat(scheduler.decide(START)).isEqualTo(new Decision.Start("second"));
    }

    private static Scheduler scheduler(ScheduleRules rules, String schedule) {
        var scheduler = new Scheduler(rules, new Random(42), START);
        scheduler.add("sync", Schedule.parse(schedule, BERLIN), Optional.empty(), START);
        return scheduler;
    }

    private static ScheduleRules rules(Duration jitter, CatchUp catchUp) {
        return new ScheduleRules(jitter, catchUp, Duration.ofSeconds(30), Duration.ofHours(1));
    }

    private Instant run(Scheduler scheduler, Duration takes, Ending how) {
        scheduler.started("sync", now);
        now = now.plus(takes);
        scheduler.ended(now, how);
        return now;
    }

    private List<Instant> runUntil(Scheduler scheduler, Instant end, Function<Instant, Duration> takes) {
        var starts = new ArrayList<Instant>();
        while (true) {
            var decision = scheduler.decide(now);
            if (decision instanceof Decision.WaitUntil wait) {
                now = wait.until();
            }
            if (!now.isBefore(end)) {
                return starts;
            }
            if (decision instanceof Decision.Start) {
                starts.add(now);
                run(scheduler, takes.apply(now), OK);
            }
        }
    }

    private Decision.WaitUntil waits(Scheduler scheduler) {
        return (Decision.WaitUntil) scheduler.decide(now);
    }

    private void assertWaits(Scheduler scheduler, Instant until, Decision.Reason reason) {
        assertThat(scheduler.decide(now)).isEqualTo(new Decision.WaitUntil("sync", until, reason));
    }
}
