package io.hubflow.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.service.page.Pages;
import io.hubflow.service.status.PortalStatus;
import io.hubflow.service.status.Problem;
import io.hubflow.service.status.ServiceStatus;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** A whole service, with its threads and its page, on a clock that jumps from run to run. */
class VirtualClockTest {
    /** A leak of a run's report in each cycle would be several times this. */
    private static final long MOST_GROWTH_BYTES = 256 * 1024;

    private static final Pattern TOTAL = Pattern.compile("Total +\\d+ +(\\d+)");

    private final VirtualService virtual = new VirtualService();
    private final Pages pages = new Pages();

    @Test
    void twoThousandCyclesWithVerificationsAndOpenPagesKeepNothing() throws InterruptedException {
        var live = new ArrayList<Long>();
        var cycles = new int[1];

        var starts = virtual.serve(2_000, "15 minutes", "1 hour", status -> {
            cycles[0]++;
            if (cycles[0] % 10 == 0) {
                draw(status);
            }
            if (cycles[0] == 200 || cycles[0] == 2_000) {
                live.add(liveBytes());
            }
        });

        assertThat(starts.size()).isBetween(1_500, 1_700);
        assertThat(virtual.now()).isAfter(VirtualService.START.plus(Duration.ofDays(15)));
        assertThat(live.getLast() - live.getFirst()).as("live bytes %s", live).isLessThan(MOST_GROWTH_BYTES);
    }

    private void draw(PortalStatus status) {
        var whole = ServiceStatus.of("1.0", virtual.now(), VirtualService.START, List.of(status));
        assertThat(pages.live(whole)).contains("contacts");
    }

    /** Of all objects that can be reached. The used part of the heap would count what threads have reserved, too. */
    private static long liveBytes() {
        try {
            var histogram = ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            var total = TOTAL.matcher(String.valueOf(histogram));
            assertThat(total.find()).isTrue();
            return Long.parseLong(total.group(1));
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRunIsDueAQuarterOfAnHourAfterTheOneBefore() throws InterruptedException {
        var starts = virtual.serve(4, "15 minutes", "never", status -> {});

        assertThat(starts).containsExactly(at(15), at(30), at(45), at(60));
    }

    @Test
    void aRunThatTakesLongerThanItsIntervalIsFollowedByOneAtOnceAndOverlapsNone() throws InterruptedException {
        var starts = new ArrayList<Instant>();
        virtual.portal.during(() -> {
            starts.add(virtual.now());
            virtual.sleep(Duration.ofMinutes(starts.size() == 1 ? 40 : 1));
        });

        virtual.serve(3, "15 minutes", "never", status -> {});

        assertThat(starts).containsExactly(at(15), at(55), at(60));
    }

    @Test
    void aClockThatJumpsBackADayDoesNotStopTheRuns() throws InterruptedException {
        var starts = new ArrayList<Instant>();
        virtual.portal.during(() -> {
            starts.add(virtual.now());
            if (starts.size() == 2) {
                virtual.sleep(Duration.ofDays(-1));
            }
        });

        virtual.serve(4, "15 minutes", "never", status -> {});

        var dayBefore = Duration.ofDays(-1);
        assertThat(starts).containsExactly(at(15), at(30), at(45).plus(dayBefore), at(60).plus(dayBefore));
    }

    @Test
    void repeatedFailuresAreTriedLessAndLessOften() throws InterruptedException {
        var starts = new ArrayList<Instant>();
        virtual.portal.during(() -> starts.add(virtual.now()));
        virtual.portal.failWith(failure(ErrorCode.HUBSPOT_TOKEN_REJECTED));

        virtual.serve(5, "10 seconds", "never", status -> {});

        assertThat(gaps(starts))
                .containsExactly(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(120));
    }

    @Test
    void aSpentDailyQuotaParksThePortalUntilItIsReset() throws InterruptedException {
        var starts = new ArrayList<Instant>();
        virtual.portal.during(() -> starts.add(virtual.now()));
        virtual.portal.failWith(failure(ErrorCode.HUBSPOT_DAILY_QUOTA_SPENT));

        virtual.serve(3, "15 minutes", "never", status -> {});

        // The fake's quota is reset three hours after it is asked.
        assertThat(gaps(starts)).containsExactly(Duration.ofHours(3), Duration.ofHours(3));
    }

    @Test
    void aRunThatExhaustsTheMemoryIsToldAndFollowedByTheNextOne() throws InterruptedException {
        var problems = new ArrayList<Optional<Problem>>();
        var runs = new int[1];
        virtual.portal.during(() -> {
            if (++runs[0] == 1) {
                throw new OutOfMemoryError("Java heap space");
            }
        });

        virtual.serve(2, "15 minutes", "never", status -> problems.add(status.problem()));

        assertThat(problems.getFirst()).hasValueSatisfying(problem -> {
            assertThat(problem.code()).isEqualTo("OUT_OF_MEMORY");
            assertThat(problem.what()).contains("ran out of memory (Java heap space");
            assertThat(problem.action()).contains("service.max-concurrent-portals");
        });
        assertThat(problems.getLast()).isEmpty();
    }

    @Test
    void aDefectInARunIsToldAndFollowedByTheNextOne() throws InterruptedException {
        var problems = new ArrayList<Optional<Problem>>();
        var runs = new int[1];
        virtual.portal.during(() -> {
            if (++runs[0] == 1) {
                throw new IllegalStateException("a defect");
            }
        });

        virtual.serve(2, "15 minutes", "never", status -> problems.add(status.problem()));

        assertThat(problems.getFirst())
                .hasValueSatisfying(problem -> assertThat(problem.code()).isEqualTo("BUG"));
        assertThat(problems.getLast()).isEmpty();
    }

    @Test
    void aWarehouseWhoseFirstLookExhaustsTheMemoryIsLookedAtAgainAndLoaded() throws InterruptedException {
        virtual.portal.failFirstLook(new OutOfMemoryError("Java heap space"));

        var starts = virtual.serve(2, "15 minutes", "never", status -> {});

        assertThat(starts).hasSize(2);
    }

    @Test
    void aFileThatAnotherCommandWritesAfterARunIsLookedAtAgainAndNoFailure() throws InterruptedException {
        var problems = new ArrayList<Optional<Problem>>();
        var moments = new ArrayList<Instant>();
        virtual.portal.during(() -> virtual.portal.failNextLook(failure(ErrorCode.DESTINATION_LOCKED)));

        virtual.serve(2, "15 minutes", "never", status -> {
            problems.add(status.problem());
            moments.add(virtual.now());
        });

        assertThat(problems).containsExactly(Optional.empty(), Optional.empty());
        assertThat(moments).containsExactly(at(15), at(15).plus(PortalRunner.BETWEEN_LOOKS));
    }

    @Test
    void aWarehouseThatCouldNotBeReadAfterARunIsAFailureUntilItIsReadAgain() throws InterruptedException {
        var problems = new ArrayList<String>();
        virtual.portal.during(() -> virtual.portal.failNextLook(failure(ErrorCode.DESTINATION_UNREACHABLE)));

        virtual.serve(
                2,
                "15 minutes",
                "never",
                status -> problems.add(status.problem().map(Problem::code).orElse("none")));

        assertThat(problems).containsExactly("DESTINATION_UNREACHABLE", "none");
    }

    @Test
    void tablesThatAreLostAreLoadedAtOnceAndNotWhenTheirScheduleSays() throws InterruptedException {
        var starts = new ArrayList<Instant>();
        virtual.portal.during(() -> {
            starts.add(virtual.now());
            virtual.portal.lose(starts.size() == 1);
        });

        virtual.serve(3, "15 minutes", "never", status -> {});

        assertThat(starts).containsExactly(at(15), at(15), at(30));
    }

    /** Its schedule may say tomorrow. */
    @Test
    void whatIsLoadedAfterAVerificationIsVerifiedAtOnce() throws InterruptedException {
        var runs = new int[1];
        var verifications = new ArrayList<Integer>();
        virtual.portal.during(() -> {
            if (++runs[0] == 2) {
                virtual.portal.loaded("contacts", "deals");
            }
        });

        virtual.serve(5, "15 minutes", "1 day", status -> verifications.add(virtual.portal.verifications()));

        assertThat(verifications).containsExactly(1, 1, 1, 2, 2);
    }

    private static List<Duration> gaps(List<Instant> starts) {
        var gaps = new ArrayList<Duration>();
        for (var i = 1; i < starts.size(); i++) {
            gaps.add(Duration.between(starts.get(i - 1), starts.get(i)));
        }
        return gaps;
    }

    private static ConnectorException failure(ErrorCode code) {
        return new ConnectorException(code, "It failed.", "Nothing was read.", "Try again.");
    }

    private static Instant at(int minutes) {
        return VirtualService.START.plus(Duration.ofMinutes(minutes));
    }
}
