package io.hubflow.hubspot.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SystemTimelineTest {
    private final Timeline timeline = Timeline.system();

    @AfterEach
    void forgetTheInterrupt() {
        Thread.interrupted();
    }

    @Test
    void tellsTheTimeOfTheMachine() {
        var nanos = System.nanoTime();
        var wall = Instant.now();

        assertThat(timeline.nanos() - nanos).isBetween(0L, Duration.ofMinutes(1).toNanos());
        assertThat(timeline.wallTime()).isBetween(wall, wall.plusSeconds(60));
    }

    @Test
    void anInterruptEndsASleep() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> timeline.sleep(Duration.ofHours(1))).isInstanceOf(InterruptedException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void aSleepOfNoTimeIsNoneAndKeepsTheInterrupt(long seconds) {
        Thread.currentThread().interrupt();

        assertThatCode(() -> timeline.sleep(Duration.ofSeconds(seconds))).doesNotThrowAnyException();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }
}
