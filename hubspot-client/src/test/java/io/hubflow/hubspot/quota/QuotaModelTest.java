package io.hubflow.hubspot.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.hubspot.quota.QuotaModel.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class QuotaModelTest {
    private static final long SECOND = 1_000_000_000L;

    private final ManualTimeline timeline = new ManualTimeline();
    private final QuotaGovernor governor = new QuotaGovernor(new QuotaSettings(1, 0, OptionalInt.empty(), 5), timeline);

    @Test
    void foretellsAHundredBurstCallsAndAHundredReadsOfAssociationsInTenSeconds() {
        var model = governor.model();

        for (var budget : List.of(Budget.BURST, Budget.ASSOCIATIONS)) {
            var answers = sendAll(model, budget, 0);
            answers.forEach(answer -> answer.at(0));

            assertThat(answers).hasSize(100);
            assertThat(model.waitNanos(budget, 10 * SECOND - 1)).isPositive();
            assertThat(sendAll(model, budget, 11 * SECOND)).hasSize(100);
        }
    }

    @Test
    void foretellsThatACallCountsForTenSecondsAfterItsAnswer() {
        var model = governor.model();
        var answers = sendAll(model, Budget.BURST, 0);
        answers.forEach(answer -> answer.at(4 * SECOND));

        assertThat(model.waitNanos(Budget.BURST, 13 * SECOND)).isPositive();
        assertThat(sendAll(model, Budget.BURST, 14 * SECOND)).hasSize(100);
    }

    @Test
    void foretellsFourToFiveSearchesASecond() {
        var model = governor.model();
        var now = 0L;
        for (var search = 0; search < 50; search++) {
            now += model.waitNanos(Budget.SEARCH, now);
            model.sent(Budget.SEARCH, now);
        }

        assertThat(50.0 * SECOND / now).isBetween(4.0, 5.0);
    }

    @Test
    void leavesTheCallsOfTheGovernorAlone() throws InterruptedException {
        governor.acquire(Budget.BURST, "contacts").lost();
        var model = governor.model();

        assertThat(sendAll(model, Budget.BURST, timeline.nanos())).hasSize(100);
        governor.acquire(Budget.BURST, "contacts").lost();
        assertThat(timeline.slept()).isEqualTo(Duration.ZERO);
        assertThat(governor.snapshot().burstUsed()).isEqualTo(2);
    }

    /** Sends until one would have to wait. */
    private static List<Answer> sendAll(QuotaModel model, Budget budget, long nowNanos) {
        var answers = new ArrayList<Answer>();
        while (answers.size() < 1_000 && model.waitNanos(budget, nowNanos) == 0) {
            answers.add(model.sent(budget, nowNanos));
        }
        return answers;
    }
}
