package io.hubflow.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.checkpoint.BackfillProgress;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.checkpoint.RefreshProgress;
import io.hubflow.engine.checkpoint.SnapshotProgress;
import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LandingTest {
    private static final Duration LAG = Duration.ofMillis(100);
    private static final PortalFacts FACTS = PortalFacts.UNKNOWN.with(PortalFacts.ListJump.ALLOWED);
    private static final IdRange LOW = new IdRange(0, 500);
    private static final IdRange HIGH = new IdRange(500, IdRange.END);

    private final ObjectState first =
            ObjectState.fresh(7, "deals", SnapshotProgress.starting(10_000, 0, Long.MAX_VALUE));
    private final ObjectState loaded = first.withSnapshot(null).advance(9_900, 0);

    @Test
    void theFirstLoadIsOverWhenEveryIdHasLandedInWhateverOrder() {
        var purpose = new Purpose.Snapshot(10_000);

        var half = landing(purpose, HIGH).withIds(700, 900).applyTo(first);
        var whole = landing(purpose, LOW).withIds(3, 400).applyTo(half);

        assertThat(half.snapshot()).isNotNull();
        assertThat(half.cursorMillis()).isZero();
        assertThat(whole.snapshot()).isNull();
        assertThat(whole.cursorMillis()).isEqualTo(9_900);
        assertThat(whole.lowestId()).isEqualTo(3);
        assertThat(whole.highestId()).isEqualTo(900);
        assertThat(whole.rows()).isEqualTo(1_000);
        assertThat(whole.facts()).isEqualTo(FACTS);
    }

    @Test
    void theStateKnowsTheNewestTimeThatALandedRowCountsFrom() {
        var landing = landing(new Purpose.Snapshot(10_000), LOW).readUntil(70_000);

        assertThat(landing.applyTo(first).readAtMillis()).isEqualTo(70_000);
        assertThat(Landing.parse(landing.toJson()).applyTo(first).readAtMillis())
                .isEqualTo(70_000);
        assertThat(landing.readUntil(0).applyTo(first).readAtMillis()).isEqualTo(landing.plannedAtMillis());
    }

    @Test
    void slicesOfAnEarlierFirstLoadMakeNoProgress() {
        var state = landing(new Purpose.Snapshot(9_000), IdRange.ALL).applyTo(first);

        assertThat(state.snapshot()).isEqualTo(first.snapshot());
    }

    @Test
    void theCursorMovesOnceTheWholeWindowHasLanded() {
        var window = new Purpose.Window(9_000, 52_000, 50_000);

        var half = landing(window, LOW).applyTo(loaded);
        var whole = landing(window, HIGH).applyTo(half);

        assertThat(half.cursorMillis()).isEqualTo(9_900);
        assertThat(whole.cursorMillis()).isEqualTo(49_900);
        assertThat(whole.window()).isNull();
        assertThat(landing(window, LOW).applyTo(whole)).as("landed twice").isEqualTo(whole);
    }

    @Test
    void aWindowAfterAGapMovesNoCursor() {
        var state =
                landing(new Purpose.Window(20_000, 52_000, 50_000), IdRange.ALL).applyTo(loaded);

        assertThat(state.cursorMillis()).isEqualTo(9_900);
    }

    @Test
    void aWindowThatIsPlannedAgainTakesThePlaceOfTheOneThatWasLost() {
        var lost = landing(new Purpose.Window(9_000, 52_000, 50_000), LOW).applyTo(loaded);
        var again = new Purpose.Window(9_000, 92_000, 90_000);

        var half = landing(again, HIGH).applyTo(lost);
        var late = landing(new Purpose.Window(9_000, 52_000, 50_000), HIGH).applyTo(half);
        var whole = landing(again, LOW).applyTo(late);

        assertThat(late.cursorMillis()).isEqualTo(9_900);
        assertThat(whole.cursorMillis()).isEqualTo(89_900);
    }

    @Test
    void aPropertyIsOwedNoMoreOnceItsValuesHaveLanded() {
        var owing = loaded.withBackfills(List.of(
                new BackfillProgress("email", IdIntervals.NONE), new BackfillProgress("phone", IdIntervals.NONE)));
        var email = new Purpose.Backfill("email");

        var half = landing(email, LOW).applyTo(owing);
        var whole = landing(email, HIGH).applyTo(half);

        assertThat(half.backfills()).hasSize(2);
        assertThat(whole.backfills()).extracting(BackfillProgress::property).containsExactly("phone");
    }

    @Test
    void slicesOfAPassBeforeAColumnWasAddedDoNotCountForThePassThatTheColumnDemands() {
        var before = loaded.refresh().pass();
        var demanded = loaded.mapRefresh(RefreshProgress::demanded);

        var late = landing(new Purpose.Refresh(before), IdRange.ALL).applyTo(demanded);
        var done = landing(new Purpose.Refresh(demanded.refresh().pass()), IdRange.ALL)
                .applyTo(late);

        assertThat(late.refresh().required()).isTrue();
        assertThat(done.refresh().required()).isFalse();
    }

    @Test
    void aLandingTravelsAsJson() {
        for (var purpose : List.of(
                new Purpose.Snapshot(1),
                new Purpose.Window(2, 3, 4),
                new Purpose.Backfill("email"),
                new Purpose.Refresh(4))) {
            var landing = landing(purpose, LOW).withIds(3, 400);

            assertThat(Landing.parse(landing.toJson())).isEqualTo(landing);
        }
    }

    private static Landing landing(Purpose purpose, IdRange covered) {
        return Landing.of(purpose, FACTS, 5, LAG, 1_000).covering(IdIntervals.of(covered));
    }
}
