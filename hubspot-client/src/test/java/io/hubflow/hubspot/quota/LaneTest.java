package io.hubflow.hubspot.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LaneTest {
    private static final long TEN_SECONDS = Duration.ofSeconds(10).toNanos();

    private final ManualTimeline timeline = new ManualTimeline();
    private final Lane lane = laneOf(1, timeline);

    @Test
    void aRefusalMakesTheLaneAQuarterSlower() throws InterruptedException {
        send();
        lane.pause(Duration.ZERO);

        assertThat(send()).isEqualTo(Duration.ofMillis(12_500));
    }

    @ParameterizedTest
    @CsvSource({"0, 12500", "40, 11500", "99, 10025", "100, 10000", "300, 10000"})
    void aHundredServedCallsGiveTheSpeedBack(int served, int expectedMillis) throws InterruptedException {
        send();
        lane.pause(Duration.ZERO);
        for (var i = 0; i < served; i++) {
            lane.succeeded();
        }

        assertThat(send()).isCloseTo(Duration.ofMillis(expectedMillis), Duration.ofMillis(1));
    }

    @Test
    void aLaneKeepsAQuarterOfItsSpeedHoweverOftenItIsRefused() throws InterruptedException {
        for (var i = 0; i < 20; i++) {
            lane.pause(Duration.ZERO);
            timeline.advance(Duration.ofSeconds(11));
        }
        send();

        assertThat(send()).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void callsThatAreRefusedTogetherSlowTheLaneOnce() throws InterruptedException {
        send();
        for (var refused = 0; refused < 8; refused++) {
            lane.pause(Duration.ofSeconds(7));
            timeline.advance(Duration.ofMillis(20));
        }

        assertThat(send()).isEqualTo(Duration.ofMillis(12_500 - 8 * 20));
    }

    @ParameterizedTest
    @CsvSource({"0, 7", "3, 7", "7, 3"})
    void theLongestRetryAfterOfCallsThatAreRefusedTogetherIsObeyed(int firstSeconds, int secondSeconds)
            throws InterruptedException {
        var wide = laneOf(1_000, timeline);
        wide.pause(Duration.ofSeconds(firstSeconds));
        wide.pause(Duration.ofSeconds(secondSeconds));
        wide.acquire("contacts");

        assertThat(timeline.slept()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void aRefusalStopsTheLaneOnAClockWhoseOriginIsInTheFuture() throws InterruptedException {
        timeline.advance(Duration.ofHours(-1));
        var wide = laneOf(1_000, timeline);
        wide.pause(Duration.ZERO);
        wide.acquire("contacts");

        assertThat(timeline.slept()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aLaneIsFreeForOtherThreadsAfterEveryCall() throws InterruptedException {
        var send = lane.acquire("contacts");
        assertFree("acquire");
        lane.answered(send);
        assertFree("answered");
        lane.pause(Duration.ZERO);
        assertFree("pause");
        lane.pause(Duration.ZERO); // which changes nothing
        assertFree("second pause");
        lane.succeeded();
        assertFree("succeeded");
        assertThat(lane.model().waitNanos(0)).isZero();
        assertFree("model");
        assertThat(lane.ask(limit -> limit.used(timeline.nanos()))).isEqualTo(1);
        assertFree("ask");
    }

    private void assertFree(String after) throws InterruptedException {
        var other = Thread.ofVirtual().start(() -> lane.ask(limit -> 0));
        assertThat(other.join(Duration.ofSeconds(20))).as(after).isTrue();
    }

    /** @return how long after the call before, or after the start */
    private Duration send() throws InterruptedException {
        var before = timeline.nanos();
        lane.answered(lane.acquire("contacts"));
        return Duration.ofNanos(timeline.nanos() - before);
    }

    /** So many sends in ten seconds. */
    private static Lane laneOf(int sends, Timeline timeline) {
        var lane = new Lane(timeline);
        lane.use(limit -> limit.limit(sends, TEN_SECONDS, 1_000, TEN_SECONDS, 0));
        return lane;
    }
}
