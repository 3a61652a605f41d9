package io.hubflow.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class RefreshBudgetTest {
    private static final long HOUR = 3_600_000;

    @Test
    void aNewBucketIsFull() {
        assertThat(RefreshBudget.Bucket.FULL.tokensAt(5, 2_400)).isEqualTo(2_400);
    }

    @Test
    void fillsEvenlyOverTheDayAndHoldsOneDay() {
        var spent = new RefreshBudget.Bucket(100, 1_000);

        assertThat(spent.tokensAt(1_000 + HOUR, 2_400)).isCloseTo(200, within(0.001));
        assertThat(spent.tokensAt(1_000 + 48 * HOUR, 2_400)).isEqualTo(2_400);
    }

    @Test
    void aClockThatWentBackGivesNothing() {
        assertThat(new RefreshBudget.Bucket(100, 5_000).tokensAt(1_000, 2_400)).isEqualTo(100);
    }
}
