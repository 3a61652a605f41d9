package io.hubflow.hubspot.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QuotaGovernorTest {
    private static final long SECOND = 1_000_000_000L;

    private final ManualTimeline timeline = new ManualTimeline();

    /** share, HubSpot's limit, shortest and longest latency in ms, callers at once. */
    @ParameterizedTest
    @CsvSource({
        "0.95, 190, 250, 250, 64",
        "0.95, 190, 50, 900, 64",
        "0.95, 190, 5, 3000, 200",
        "1.00, 190, 50, 900, 200",
        "1.00, 100, 5, 400, 200",
        "0.95, 250, 100, 600, 64",
        "0.50, 100, 100, 600, 64"
    })
    void saturatedBurstCallersNeverPassTheLimitOfAnyRollingWindow(
            double share, int limit, int minMillis, int maxMillis, int callers) throws InterruptedException {
        var governor = governor(share, OptionalInt.empty());
        teach(governor, limit);

        var arrivals = saturate(governor, Budget.BURST, limit, minMillis, maxMillis, callers);

        assertThat(peak(arrivals, 10 * SECOND)).isLessThanOrEqualTo(limit);
        var meanLatency = (minMillis + maxMillis) / 2_000.0;
        var reachable = Math.min(limit * share, limit * 10 / (10 + meanLatency));
        assertThat(rate(arrivals) * 10).isGreaterThan(reachable * 0.97);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void processesThatShareAKeyStayWithinTheBurstLimitTogether(int processes) throws InterruptedException {
        var governor = governor(0.95, OptionalInt.empty());
        governor.shareAmong(processes);
        teach(governor, 190);

        var arrivals = saturate(governor, Budget.BURST, 190, 50, 400, 64);

        assertThat(peak(arrivals, 10 * SECOND) * processes).isLessThanOrEqualTo(190);
        assertThat(rate(arrivals) * 10 * processes).isGreaterThan(160);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void processesThatShareAKeySearchFiveTimesASecondTogether(int processes) throws InterruptedException {
        var governor = governor(0.95, OptionalInt.empty());
        governor.shareAmong(processes);
        teach(governor, 190);

        var arrivals = saturate(governor, Budget.SEARCH, 190, 200, 400, 64, 50);

        assertThat(rate(arrivals) * processes).isBetween(2.5, 5.0);
        if (processes <= 5) {
            assertThat(peak(arrivals, SECOND) * processes).isLessThanOrEqualTo(5);
        }
    }

    /** The first one loads code; garbage is collected; others have the processor. What was allowed to go leaves when it can. */
    @ParameterizedTest
    @CsvSource({"0, 400", "2, 250", "3, 900"})
    void searchesThatLeaveLateMeetNoSixInASecond(int every, int lateMillis) throws InterruptedException {
        var governor = governor(0.95, OptionalInt.empty());
        teach(governor, 190);
        var departures = new ArrayList<Long>();
        for (var call = 0; call < 60; call++) {
            var permit = governor.acquire(Budget.SEARCH, "contacts");
            var late = call == 0 || (every > 0 && call % every == 0);
            var leaves = timeline.nanos() + (late ? lateMillis : 1) * 1_000_000L;
            timeline.at(leaves, () -> {
                departures.add(timeline.nanos());
                permit.leaving();
            });
            timeline.at(leaves + 450_000_000L, () -> permit.answered(RateHeaders.NONE));
        }
        timeline.advance(Duration.ofSeconds(2));

        assertThat(departures).hasSize(60);
        assertThat(peak(departures, SECOND)).isLessThanOrEqualTo(5);
        if (every == 0) {
            assertThat(timeline.nanos()).isLessThan(16 * SECOND);
        }
    }

    @Test
    void aSearchWhoseConnectionHangsLeavesFourFifthsToTheOthers() throws InterruptedException {
        var governor = governor(0.95, OptionalInt.empty());
        teach(governor, 190);
        governor.acquire(Budget.SEARCH, "contacts");
        var start = timeline.nanos();
        for (var call = 0; call < 40; call++) {
            governor.acquire(Budget.SEARCH, "contacts").leaving();
        }

        assertThat((timeline.nanos() - start) / SECOND).isBetween(10L, 12L);
    }

    @Test
    void keysOfOneAccountShareItsSearchesAndItsDayAndKeepABurstLimitEach() throws InterruptedException {
        var first = governor(1, OptionalInt.empty());
        var second = governor(1, OptionalInt.empty());
        teach(first, 190);
        teach(second, 190);
        second.shareAccountWith(first);

        assertThat(sendsWithoutWaiting(first, Budget.BURST)).isEqualTo(189);
        assertThat(sendsWithoutWaiting(second, Budget.BURST)).isEqualTo(190); // its first send is over ten seconds old

        var arrivals = new ArrayList<Long>();
        for (var i = 0; i < 200; i++) {
            (i % 2 == 0 ? first : second).acquire(Budget.SEARCH, "contacts").lost();
            arrivals.add(timeline.nanos());
        }
        assertThat(peak(arrivals, SECOND)).isLessThanOrEqualTo(5);
        assertThat((arrivals.getLast() - arrivals.getFirst()) / SECOND).isBetween(40L, 44L);

        first.dailySpent();
        assertThatThrownBy(() -> second.acquire(Budget.BURST, "contacts")).hasMessageContaining("daily limit is spent");
    }

    @ParameterizedTest
    @CsvSource({"0.95, 450, 450, 0", "0.95, 200, 1500, 90", "1.0, 450, 900, 90"})
    void saturatedSearchesNeverMeetSixInASecondThoughTheNetworkJitters(
            double share, int minMillis, int maxMillis, int jitterMillis) throws InterruptedException {
        var governor = governor(share, OptionalInt.empty());
        teach(governor, 190);

        var arrivals = saturate(governor, Budget.SEARCH, 190, minMillis, maxMillis, 64, jitterMillis);

        assertThat(peak(arrivals, SECOND)).isLessThanOrEqualTo(5);
        assertThat(rate(arrivals)).isBetween(4.5, 4.8);
    }

    @Test
    void startsWithTheSmallestLimitUntilTheFirstAnswerTells() throws InterruptedException {
        var governor = governor(0.95, OptionalInt.empty());

        assertThat(sendsWithoutWaiting(governor, Budget.BURST)).isEqualTo(95);
        assertThat(governor.snapshot().burstLimit()).isEqualTo(100);
    }

    @Test
    void usesTheShareOfTheLimitThatTheHeadersTell() throws InterruptedException {
        var governor = governor(0.95, OptionalInt.empty());
        teach(governor, 190);

        assertThat(sendsWithoutWaiting(governor, Budget.BURST)).isEqualTo(179); // one went before
        assertThat(governor.snapshot().burstLimit()).isEqualTo(190);
    }

    @ParameterizedTest
    @CsvSource({"100, 95", "110, 95", "150, 142", "190, 142", "250, 190"})
    void readsOfAssociationsHaveALimitOfTheirOwnBySubscription(int burstLimit, int allowed)
            throws InterruptedException {
        var governor = governor(0.95, OptionalInt.empty());
        teach(governor, burstLimit);
        sendsWithoutWaiting(governor, Budget.BURST);

        assertThat(sendsWithoutWaiting(governor, Budget.ASSOCIATIONS)).isEqualTo(allowed);
    }

    @Test
    void showsWhatWasUsedInTheLastTenSeconds() throws InterruptedException {
        var governor = governor(0.95, OptionalInt.empty());
        teach(governor, 190);
        timeline.advance(Duration.ofSeconds(6));
        teach(governor, 190);
        assertThat(governor.snapshot().burstUsed()).isEqualTo(2);

        timeline.advance(Duration.ofSeconds(6));
        assertThat(governor.snapshot().burstUsed()).isEqualTo(1);
    }

    @Test
    void aConfiguredLimitHoldsThoughTheHeadersAllowMore() throws InterruptedException {
        var governor = governor(1.0, OptionalInt.of(40));
        teach(governor, 190);

        assertThat(sendsWithoutWaiting(governor, Budget.BURST)).isEqualTo(39);
    }

    @Test
    void holdsBackWhatOthersSpendOnTheSameKey() throws InterruptedException {
        var governor = governor(0.95, OptionalInt.empty());
        var permit = governor.acquire(Budget.BURST, "contacts");
        permit.answered(burst(190, 70)); // one of the 120 used calls is ours

        assertThat(sendsWithoutWaiting(governor, Budget.BURST)).isEqualTo(190 - 119 - 1);

        timeline.advance(Duration.ofSeconds(11));
        assertThat(sendsWithoutWaiting(governor, Budget.BURST)).isEqualTo(180);
    }

    @Test
    void opensBothLanesWhenAListAnswerShowsNoLimits() throws InterruptedException {
        var governor = governor(0.95, OptionalInt.empty());
        answered(governor, Budget.BURST, RateHeaders.NONE, true);

        assertThat(sendsWithoutWaiting(governor, Budget.BURST)).isEqualTo(1_000);
        assertThat(sendsWithoutWaiting(governor, Budget.SEARCH)).isEqualTo(1_000);
        assertThat(governor.snapshot().burstLimit()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void aSearchAnswerWithoutHeadersOpensNothing() throws InterruptedException {
        var governor = governor(0.95, OptionalInt.empty());
        answered(governor, Budget.SEARCH, RateHeaders.NONE, false);

        assertThat(sendsWithoutWaiting(governor, Budget.BURST)).isEqualTo(95);
    }

    @Test
    void aRefusalEndsTheOpenLanesForGood() throws InterruptedException {
        var governor = governor(0.95, OptionalInt.empty());
        answered(governor, Budget.BURST, RateHeaders.NONE, true);

        governor.throttled(Budget.SEARCH, Duration.ZERO);
        timeline.advance(Duration.ofSeconds(20));
        answered(governor, Budget.BURST, RateHeaders.NONE, true);

        assertThat(sendsWithoutWaiting(governor, Budget.BURST)).isEqualTo(94);
        assertThat(sendsWithoutWaiting(governor, Budget.SEARCH)).isEqualTo(1);
    }

    @Test
    void aRefusalStopsTheWholeLaneAndLongerWhenRepeated() throws InterruptedException {
        var governor = governor(0.95, OptionalInt.empty());
        teach(governor, 190);

        for (var expected : List.of(1L, 2L, 4L, 8L, 10L, 10L)) {
            governor.throttled(Budget.BURST, Duration.ZERO);
            governor.throttled(Budget.BURST, Duration.ZERO); // a second call of the same moment is no second event
            assertThat(secondsUntilSent(governor, Budget.BURST)).isEqualTo(expected);
        }
        answered(governor, Budget.BURST, burst(190, 180), true);
        governor.throttled(Budget.BURST, Duration.ZERO);
        assertThat(secondsUntilSent(governor, Budget.BURST)).isEqualTo(1);
    }

    @Test
    void obeysARetryAfterThatIsSane() throws InterruptedException {
        var governor = governor(0.95, OptionalInt.empty());
        teach(governor, 190);

        governor.throttled(Budget.BURST, Duration.ofSeconds(7));
        assertThat(secondsUntilSent(governor, Budget.BURST)).isEqualTo(7);

        governor.throttled(Budget.BURST, Duration.ofHours(7));
        assertThat(secondsUntilSent(governor, Budget.BURST)).isEqualTo(1);
    }

    @Test
    void aRefusedSearchDoesNotStopTheLists() throws InterruptedException {
        var governor = governor(0.95, OptionalInt.empty());
        teach(governor, 190);
        governor.throttled(Budget.SEARCH, Duration.ZERO);

        assertThat(secondsUntilSent(governor, Budget.BURST)).isZero();
        assertThat(secondsUntilSent(governor, Budget.SEARCH)).isEqualTo(1);
    }

    @Test
    void keepsTheDailyReserve() throws InterruptedException {
        var governor = governor(0.95, OptionalInt.empty());
        answered(governor, Budget.BURST, daily(1_000, 102), true);
        governor.acquire(Budget.BURST, "contacts");
        governor.acquire(Budget.SEARCH, "contacts");

        assertThatThrownBy(() -> governor.acquire(Budget.SEARCH, "contacts"))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.HUBSPOT_DAILY_QUOTA_SPENT))
                .hasMessageContaining("Of the account's 1000 HubSpot calls a day 100 are left");
        assertThat(governor.snapshot().dailyRemaining()).hasValue(100);
    }

    @Test
    void looksAgainOnceInTenMinutesWhetherTheDayWasReset() throws InterruptedException {
        var governor = governor(0.95, OptionalInt.empty());
        assertThat(governor.dailySpent().code()).isEqualTo(ErrorCode.HUBSPOT_DAILY_QUOTA_SPENT);
        assertThatThrownBy(() -> governor.acquire(Budget.BURST, "contacts")).hasMessageContaining("DAILY");

        timeline.advance(Duration.ofMinutes(10));
        var look = governor.acquire(Budget.BURST, "contacts");
        assertThatThrownBy(() -> governor.acquire(Budget.BURST, "contacts")).hasMessageContaining("DAILY");

        look.answered(daily(1_000, 999));
        governor.served(Budget.BURST, daily(1_000, 999), true);
        assertThat(secondsUntilSent(governor, Budget.BURST)).isZero();
    }

    private QuotaGovernor governor(double share, OptionalInt burst) {
        return new QuotaGovernor(new QuotaSettings(share, 0.10, burst, 5), timeline);
    }

    private void teach(QuotaGovernor governor, int limit) throws InterruptedException {
        answered(governor, Budget.BURST, burst(limit, limit - 1), true);
    }

    private static void answered(QuotaGovernor governor, Budget budget, RateHeaders headers, boolean showsLimits)
            throws InterruptedException {
        governor.acquire(budget, "contacts").answered(headers);
        governor.served(budget, headers, showsLimits);
    }

    private int sendsWithoutWaiting(QuotaGovernor governor, Budget budget) throws InterruptedException {
        var start = timeline.nanos();
        var sent = 0;
        while (sent < 1_000) {
            governor.acquire(budget, "contacts").lost();
            if (timeline.nanos() != start) {
                return sent;
            }
            sent++;
        }
        return sent;
    }

    private long secondsUntilSent(QuotaGovernor governor, Budget budget) throws InterruptedException {
        var start = timeline.nanos();
        governor.acquire(budget, "contacts").lost();
        return Duration.ofNanos(timeline.nanos() - start).toSeconds();
    }

    private List<Long> saturate(
            QuotaGovernor governor, Budget budget, int limit, int minMillis, int maxMillis, int callers)
            throws InterruptedException {
        return saturate(governor, budget, limit, minMillis, maxMillis, callers, minMillis);
    }

    /** Two minutes of callers that always have a next call; gives the moments at which the server counted. */
    private List<Long> saturate(
            QuotaGovernor governor,
            Budget budget,
            int limit,
            int minMillis,
            int maxMillis,
            int callers,
            int jitterMillis)
            throws InterruptedException {
        var random = new Random(7);
        var arrivals = new ArrayList<Long>();
        var inFlight = new int[1];
        while (timeline.nanos() < 120 * SECOND) {
            while (inFlight[0] >= callers) {
                timeline.runNext();
            }
            var permit = governor.acquire(budget, "contacts");
            var latency = (minMillis + random.nextInt(maxMillis - minMillis + 1)) * 1_000_000L;
            permit.leaving();
            arrivals.add(timeline.nanos() + (long) (random.nextDouble() * jitterMillis * 1_000_000L));
            inFlight[0]++;
            timeline.at(timeline.nanos() + latency, () -> {
                permit.answered(budget == Budget.BURST ? burst(limit, limit) : RateHeaders.NONE);
                inFlight[0]--;
            });
        }
        Collections.sort(arrivals);
        return arrivals;
    }

    private static int peak(List<Long> arrivals, long windowNanos) {
        var peak = 0;
        var first = 0;
        for (var last = 0; last < arrivals.size(); last++) {
            while (arrivals.get(last) - arrivals.get(first) >= windowNanos) {
                first++;
            }
            peak = Math.max(peak, last - first + 1);
        }
        return peak;
    }

    /** A second, over whole windows so that the first burst does not flatter it. */
    private static double rate(List<Long> arrivals) {
        var from = 20 * SECOND;
        var to = 119 * SECOND;
        var counted = arrivals.stream().filter(at -> at >= from && at < to).count();
        return counted / ((to - from) / (double) SECOND);
    }

    private static RateHeaders burst(int max, int remaining) {
        return new RateHeaders(
                OptionalInt.of(max),
                OptionalInt.of(remaining),
                OptionalInt.of(10_000),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    private static RateHeaders daily(long limit, long remaining) {
        return new RateHeaders(
                OptionalInt.of(190),
                OptionalInt.of(189),
                OptionalInt.of(10_000),
                OptionalLong.of(limit),
                OptionalLong.of(remaining));
    }
}
