package io.hubflow.hubspot.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class DailyBudgetTest {
    private final ManualTimeline timeline = new ManualTimeline();
    private final DailyBudget budget = new DailyBudget(0.10, timeline);

    @Test
    void knowsTheLimitThatTheHeadersTellAndCountsEachCallAgainstIt() {
        budget.seen(daily(250_000, 200_000));
        budget.sent();
        budget.sent();

        assertThat(budget.limit()).hasValue(250_000);
        assertThat(budget.remaining()).hasValue(199_998);
    }

    @Test
    void theFailureTellsHowManyCallsAreLeftAndHowLargeTheReserveIs() {
        budget.seen(daily(250_000, 25_000));

        assertThatThrownBy(budget::requireRoom)
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.HUBSPOT_DAILY_QUOTA_SPENT))
                .hasMessageContaining("250000 HubSpot calls a day 25000 are left")
                .hasMessageContaining("the reserve kept for other apps (10 %)");
    }

    @Test
    void aDayThatIsNotKnownHasRoom() {
        budget.seen(RateHeaders.NONE);
        budget.sent();

        assertThatCode(budget::requireRoom).doesNotThrowAnyException();
        assertThat(budget.limit()).isEmpty();
        assertThat(budget.remaining()).isEmpty();
    }

    @Test
    void oneCallInTenMinutesLooksWhetherTheReserveIsNoLongerTouched() {
        budget.seen(daily(1_000, 100));
        timeline.advance(Duration.ofMinutes(10));
        assertThatCode(budget::requireRoom).doesNotThrowAnyException();
        assertThatThrownBy(budget::requireRoom).isInstanceOf(ConnectorException.class);

        budget.seen(daily(1_000, 999));
        assertThatCode(budget::requireRoom).doesNotThrowAnyException();
        assertThatCode(budget::requireRoom).doesNotThrowAnyException();
    }

    private static RateHeaders daily(long limit, long remaining) {
        return new RateHeaders(
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalLong.of(limit),
                OptionalLong.of(remaining));
    }
}
