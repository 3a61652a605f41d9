package io.hubflow.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.service.page.Pages;
import io.hubflow.service.status.PortalStatus;
import io.hubflow.service.status.ServiceStatus;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A whole service, with its threads and its page, on a clock that jumps from run to run. */
class VirtualClockTest {
    /** A leak of a run's report in each cycle would be several times this. */
    private static final long MOST_GROWTH_BYTES = 512 * 1024;

    private final VirtualService virtual = new VirtualService();
    private final Pages pages = new Pages();

    @Test
    void twoThousandCyclesWithVerificationsAndOpenPagesKeepNothing() throws InterruptedException {
        var live = new TreeMap<Integer, Long>();
        var cycles = new int[1];

        var starts = virtual.serve(2_000, "15 minutes", "1 hour", status -> {
            cycles[0]++;
            if (cycles[0] % 10 == 0) {
                draw(status);
            }
            if (cycles[0] == 200 || cycles[0] == 2_000) {
                live.put(cycles[0], liveBytes());
            }
        });

        assertThat(starts.size()).isBetween(1_500, 1_700);
        assertThat(virtual.now()).isAfter(VirtualService.START.plus(Duration.ofDays(15)));
        assertThat(live.get(2_000) - live.get(200)).as("live bytes %s", live).isLessThan(MOST_GROWTH_BYTES);
    }

    private void draw(PortalStatus status) {
        var whole = ServiceStatus.of("1.0", virtual.now(), VirtualService.START, List.of(status));
        assertThat(pages.live(whole)).contains("contacts");
    }

    private static long liveBytes() {
        // What the first collection makes unreachable by cleaners goes with the second.
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
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
