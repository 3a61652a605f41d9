package io.hubflow.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LifetimeTest {
    private static final long LEARNED = 1_700_000_000_000L;
    private static final Lifetime DAY = new Lifetime(Duration.ofDays(1));

    @Test
    void whatWasLearnedIsBelievedUntilItsTimeIsOver() {
        assertThat(isBelievedAfter(Duration.ZERO)).isTrue();
        assertThat(isBelievedAfter(Duration.ofDays(1).minusMillis(1))).isTrue();
        assertThat(isBelievedAfter(Duration.ofDays(1))).isFalse();
    }

    @Test
    void aRunThatPlacesItselfASecondBeforeTheOneThatLearnedItBelievesIt() {
        assertThat(isBelievedAfter(Duration.ofMillis(-999))).isTrue();
    }

    @Test
    void whatWasLearnedUnderAClockThatRanAheadIsNotBelieved() {
        assertThat(isBelievedAfter(Duration.ofHours(-1))).isFalse();
    }

    private static boolean isBelievedAfter(Duration age) {
        return DAY.covers(LEARNED, LEARNED + age.toMillis());
    }
}
