package io.hubflow.hubspot.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the governor makes of what it hears of its limits while it runs. */
final class LearnedLimitsTest {
    private static final OptionalInt TEN_SECONDS = OptionalInt.of(10_000);

    private final ManualTimeline timeline = new ManualTimeline();
    private final QuotaGovernor governor = governor(1);

    @Test
    void keepsToTheWindowThatTheHeadersTell() throws InterruptedException {
        hear(10, OptionalInt.of(1_000));
        timeline.advance(Duration.ofSeconds(20));

        assertThat(sendsWithoutWaiting(governor, Budget.BURST)).isEqualTo(10);
        assertThat(timeline.slept()).isBetween(Duration.ofMillis(1_000), Duration.ofMillis(1_100));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(ints = 0)
    void takesTheWindowForTenSecondsWhenTheHeadersTellNone(@Nullable Integer millis) throws InterruptedException {
        hear(10, millis == null ? OptionalInt.empty() : OptionalInt.of(millis));
        timeline.advance(Duration.ofSeconds(20));

        assertThat(sendsWithoutWaiting(governor, Budget.BURST)).isEqualTo(10);
        assertThat(timeline.slept()).isBetween(Duration.ofMillis(10_000), Duration.ofMillis(10_100));
    }

    @ParameterizedTest
    @CsvSource({"100, 190", "190, 250", "250, 100"})
    void aNewLimitHoldsFromTheAnswerThatTellsIt(int first, int second) throws InterruptedException {
        hear(first, TEN_SECONDS);
        hear(second, TEN_SECONDS);
        timeline.advance(Duration.ofSeconds(20));

        assertThat(governor.snapshot().burstLimit()).isEqualTo(second);
        assertThat(sendsWithoutWaiting(governor, Budget.BURST)).isEqualTo(second);
    }

    @Test
    void aNewWindowOfTheSameLimitHoldsFromTheAnswerThatTellsIt() throws InterruptedException {
        hear(10, TEN_SECONDS);
        hear(10, OptionalInt.of(1_000));
        timeline.advance(Duration.ofSeconds(20));

        assertThat(sendsWithoutWaiting(governor, Budget.BURST)).isEqualTo(10);
        assertThat(timeline.slept()).isLessThan(Duration.ofMillis(1_100));
    }

    @Test
    void anAnswerWithoutLimitsOpensTheReadsOfAssociationsToo() throws InterruptedException {
        hearNoLimits();

        assertThat(sendsWithoutWaiting(governor, Budget.ASSOCIATIONS)).isEqualTo(1_000);
    }

    @ParameterizedTest
    @CsvSource({"100, 100", "190, 150"})
    void headersEndTheOpenLanes(int burst, int associations) throws InterruptedException {
        hearNoLimits();
        hear(burst, TEN_SECONDS);
        timeline.advance(Duration.ofSeconds(20));

        assertThat(governor.snapshot().burstLimit()).isEqualTo(burst);
        assertThat(sendsWithoutWaiting(governor, Budget.BURST)).isEqualTo(burst);
        assertThat(sendsWithoutWaiting(governor, Budget.ASSOCIATIONS)).isEqualTo(associations);
        assertThat(searchesInAMinute(governor)).isBetween(240, 300);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void processesThatComeLaterDivideTheLimitsThatAreKnown(int processes) throws InterruptedException {
        hear(190, TEN_SECONDS);
        governor.shareAmong(processes);
        timeline.advance(Duration.ofSeconds(20));

        assertThat(sendsWithoutWaiting(governor, Budget.BURST)).isEqualTo(190 / processes);
        assertThat(sendsWithoutWaiting(governor, Budget.ASSOCIATIONS)).isEqualTo(150 / processes);
    }

    @ParameterizedTest
    @CsvSource({"0.5, 150", "0.2, 60", "0.1, 30"})
    void searchesKeepToTheirShareOfFiveASecond(double share, int aMinute) throws InterruptedException {
        assertThat(searchesInAMinute(governor(share))).isBetween(aMinute * 9 / 10, aMinute + 5);
    }

    @Test
    void aRetryAfterOfAMinuteIsObeyed() throws InterruptedException {
        governor.throttled(Budget.BURST, Duration.ofMinutes(1));
        governor.acquire(Budget.BURST, "contacts");

        assertThat(timeline.slept()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void showsTheDayThatTheHeadersTell() throws InterruptedException {
        governor.acquire(Budget.BURST, "contacts")
                .answered(new RateHeaders(
                        OptionalInt.of(190),
                        OptionalInt.of(189),
                        TEN_SECONDS,
                        OptionalLong.of(650_000),
                        OptionalLong.of(649_999)));

        assertThat(governor.snapshot())
                .isEqualTo(new QuotaSnapshot(190, 1, OptionalLong.of(650_000), OptionalLong.of(649_999)));
    }

    @Test
    void theGovernorIsFreeForOtherThreadsAfterEveryCall() throws InterruptedException {
        governor.snapshot();
        assertFree("snapshot");
        hearNoLimits();
        assertFree("an answer without limits");
        hear(190, TEN_SECONDS);
        assertFree("an answer with limits");
        governor.shareAmong(2);
        assertFree("shareAmong");
        governor.throttled(Budget.SEARCH, Duration.ZERO);
        assertFree("throttled");
    }

    private void assertFree(String after) throws InterruptedException {
        var other = Thread.ofVirtual().start(governor::snapshot);
        assertThat(other.join(Duration.ofSeconds(20))).as(after).isTrue();
    }

    private QuotaGovernor governor(double share) {
        return new QuotaGovernor(new QuotaSettings(share, 0, OptionalInt.empty(), 5), timeline);
    }

    private void hear(int limit, OptionalInt intervalMillis) throws InterruptedException {
        var headers = new RateHeaders(
                OptionalInt.of(limit),
                OptionalInt.of(limit - 1),
                intervalMillis,
                OptionalLong.empty(),
                OptionalLong.empty());
        governor.acquire(Budget.BURST, "contacts").answered(headers);
        governor.served(Budget.BURST, headers, true);
    }

    private void hearNoLimits() throws InterruptedException {
        governor.acquire(Budget.BURST, "contacts").answered(RateHeaders.NONE);
        governor.served(Budget.BURST, RateHeaders.NONE, true);
    }

    private int sendsWithoutWaiting(QuotaGovernor governor, Budget budget) throws InterruptedException {
        var start = timeline.nanos();
        for (var sent = 0; sent < 1_000; sent++) {
            governor.acquire(budget, "contacts").lost();
            if (timeline.nanos() != start) {
                return sent;
            }
        }
        return 1_000;
    }

    private int searchesInAMinute(QuotaGovernor governor) throws InterruptedException {
        var end = timeline.nanos() + Duration.ofMinutes(1).toNanos();
        var searches = 0;
        while (timeline.nanos() < end && searches < 1_000) {
            var search = governor.acquire(Budget.SEARCH, "contacts");
            search.leaving();
            search.answered(RateHeaders.NONE);
            searches++;
        }
        return searches;
    }
}
