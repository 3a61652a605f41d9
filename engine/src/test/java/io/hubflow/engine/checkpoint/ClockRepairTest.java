package io.hubflow.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.hubspot.ServerTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ClockRepairTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration LAG = Duration.ofMinutes(5);
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final ServerTime BOTH = ServerTime.exactly(NOW);
    private static final ServerTime ONE_IS_A_DAY_AHEAD = new ServerTime(NOW, NOW, NOW.plusMillis(DAY));

    /** Up to date, as of so much after {@link #NOW}. */
    private static ObjectState upToDate(long afterNow) {
        return ObjectState.fresh(1, "contacts", SnapshotProgress.starting(0, 0, Long.MAX_VALUE))
                .withSnapshot(null)
                .advance(NOW.toEpochMilli() + afterNow - LAG.toMillis(), NOW.toEpochMilli() + afterNow)
                .readAt(NOW.toEpochMilli() + afterNow);
    }

    /** As a version wrote it that followed one clock alone. */
    private static ObjectState older(ObjectState state) {
        var json = StateCodec.write(state).replace("\"clock_checked\":true", "\"clock_checked\":false");
        return StateCodec.read("contacts", json, ObjectState.class);
    }

    private static ObjectState mended(ObjectState state, ServerTime now) {
        var result = ClockRepair.of(state, now, LAG);
        assertThat(result.notice()).isPresent();
        assertThat(result.state().clockChecked()).isTrue();
        return result.state();
    }

    @Test
    void leavesAStateOfThePastAlone() {
        assertThat(ClockRepair.of(upToDate(-DAY), BOTH, LAG))
                .isEqualTo(new ClockRepair.Result(upToDate(-DAY), Optional.empty()));
        assertThat(ClockRepair.of(older(upToDate(0)), BOTH, LAG).notice()).isEmpty();
    }

    @Test
    void putsACursorOfTheFutureBackAndReadsEverythingAgain() {
        var state = mended(older(upToDate(DAY)), BOTH);

        assertThat(Instant.ofEpochMilli(state.cursorMillis())).isEqualTo("2026-03-01T11:55:00Z");
        assertThat(Instant.ofEpochMilli(state.fastMarkMillis())).isEqualTo(NOW);
        assertThat(state.refresh().required()).isTrue();
        assertThat(ClockRepair.of(older(upToDate(DAY)), BOTH, LAG).notice().orElseThrow())
                .contains("2026-03-02T11:55:00Z", "now it is 2026-03-01T12:00:00Z", "no change is skipped");
    }

    @Test
    void keepsTheTimeOfReadingThatRowsCarry() {
        assertThat(mended(upToDate(DAY), BOTH).readAtMillis()).isEqualTo(NOW.toEpochMilli() + DAY);
    }

    @Test
    void anOlderStateIsSuspectWhenEitherClockSaysSo() {
        assertThat(mended(older(upToDate(DAY)), ONE_IS_A_DAY_AHEAD).refresh().required())
                .isTrue();
    }

    @Test
    void aCursorThatNeverPassedEitherClockIsKeptWhenOneOfThemIsSetBack() {
        var result = ClockRepair.of(upToDate(DAY), ONE_IS_A_DAY_AHEAD, LAG);

        assertThat(result.notice()).isEmpty();
        assertThat(result.state()).isEqualTo(upToDate(DAY));
    }

    @Test
    void dropsAWindowOfTheFuture() {
        var window = WindowProgress.since(0, LAG, ServerTime.exactly(NOW.plusMillis(DAY)));

        assertThat(mended(upToDate(-DAY).withWindow(window), BOTH).window()).isNull();
    }

    @Test
    void beginsAFirstLoadAgainThatBeganInTheFuture() {
        var progress = SnapshotProgress.starting(NOW.toEpochMilli() + DAY, 7, Long.MAX_VALUE)
                .covering(new IdRange(0, 100));

        var snapshot = mended(ObjectState.fresh(1, "contacts", progress), BOTH).snapshot();

        assertThat(snapshot).isEqualTo(SnapshotProgress.starting(NOW.toEpochMilli(), 7, Long.MAX_VALUE));
    }

    @Test
    void lettingTheRefreshBudgetFillAgainTakesNoNotice() {
        var budget = upToDate(0).mapRefresh(refresh -> refresh.withTokens(3, NOW.toEpochMilli() + DAY));

        var result = ClockRepair.of(budget, BOTH, LAG);

        assertThat(result.notice()).isEmpty();
        assertThat(result.state().refresh().tokensAtMillis()).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void aWindowReachesToTheLaterClockButTheCursorOnlyToTheEarlier() {
        var window = WindowProgress.since(0, LAG, ONE_IS_A_DAY_AHEAD);

        assertThat(window.toMillis()).isGreaterThan(NOW.toEpochMilli() + DAY);
        assertThat(upToDate(-DAY).windowRead(window, LAG).cursorMillis())
                .isEqualTo(NOW.minus(LAG).toEpochMilli());
    }

    @Test
    void aWindowOfAnOlderVersionEndsAtItsOwnClock() {
        assertThat(new WindowProgress(1000, 9000, 0, IdIntervals.NONE).madeAtMillis())
                .isEqualTo(7000);
    }
}
