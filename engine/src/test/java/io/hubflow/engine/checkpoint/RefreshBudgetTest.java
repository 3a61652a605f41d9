package io.hubflow.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class RefreshBudgetTest {
    private static final long HOUR = 3_600_000;

    @Test
    void aNewBucketIsFull() {
        assertThat(RefreshBudget.tokensNow(RefreshProgress.NEW, 5, 2_400)).isEqualTo(2_400);
    }

    @Test
    void fillsEvenlyOverTheDayAndHoldsOneDay() {
        var spent = RefreshProgress.NEW.withTokens(100, 1_000);

        assertThat(RefreshBudget.tokensNow(spent, 1_000 + HOUR, 2_400)).isCloseTo(200, within(0.001));
        assertThat(RefreshBudget.tokensNow(spent, 1_000 + 48 * HOUR, 2_400)).isEqualTo(2_400);
    }

    @Test
    void aClockThatWentBackGivesNothing() {
        assertThat(RefreshBudget.tokensNow(RefreshProgress.NEW.withTokens(100, 5_000), 1_000, 2_400))
                .isEqualTo(100);
    }
}
