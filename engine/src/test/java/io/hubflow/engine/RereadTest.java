package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.checkpoint.BackfillProgress;
import io.hubflow.engine.checkpoint.FilterState;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.OpenRun;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.checkpoint.SnapshotProgress;
import io.hubflow.engine.checkpoint.WindowProgress;
import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RereadTest {
    private static final ObjectState LOADED = ObjectState.fresh(
                    7, "deals", SnapshotProgress.starting(1_000, 500, Long.MAX_VALUE))
            .withSnapshot(null)
            .advance(9_000, 10_000)
            .seeing(3, 99)
            .readAt(9_500)
            .withFilter(new FilterState("deals: amount GT 1", FilterState.Phase.SETTLED))
            .withOpenRun(new OpenRun("run", 8_000, 1, 1, 0));

    private static Instant at(long millis) {
        return Instant.ofEpochMilli(millis);
    }

    @Test
    void aRangeIsReadAgainUpToTheCursorWhichStays() {
        var state = new Reread.Between(at(2_000), at(9_700)).applyTo(LOADED);

        assertThat(state.window()).isEqualTo(new WindowProgress(2_000, 9_000, 9_000, IdIntervals.NONE));
        var read = state.windowRead(Objects.requireNonNull(state.window()), Duration.ofSeconds(5));
        assertThat(read).isEqualTo(LOADED);
    }

    @Test
    void aRangeThatTheNextRunReadsAnywayConcernsNothing() {
        assertThat(new Reread.Between(at(9_000), at(9_500)).concerns(LOADED)).isFalse();
        assertThat(new Reread.Between(at(8_999), at(9_500)).concerns(LOADED)).isTrue();
        var unsearchable = LOADED.mapFacts(facts -> facts.with(PortalFacts.Search.MISSING));
        assertThat(new Reread.Between(at(2_000), at(3_000)).concerns(unsearchable))
                .as("every run reads all of it")
                .isFalse();
    }

    @Test
    void everythingIsLoadedAsInAFirstLoadThatBeganAtTheCursor() {
        var state = new Reread.Everything().applyTo(LOADED);

        assertThat(state.snapshot()).isEqualTo(SnapshotProgress.starting(9_001, 500, Long.MAX_VALUE));
        assertThat(state.cursorMillis()).isZero();
        assertThat(state.highestId()).as("tells that rows are there").isEqualTo(99);
        assertThat(state.readAtMillis()).isEqualTo(9_500);
        assertThat(state.openRun())
                .as("the run that was killed is still told of")
                .isEqualTo(LOADED.openRun());
        assertThat(state.snapshotRead(Duration.ofMillis(1_000)).cursorMillis())
                .as("changes since the load's beginning are read again")
                .isEqualTo(8_001);
    }

    @Test
    void aResetLeavesNoNewColumnUnfilled() {
        var backfills = List.of(new BackfillProgress("amount", IdIntervals.of(new IdRange(0, 10))));

        var state = new Reread.Everything().applyTo(LOADED.withBackfills(backfills));

        assertThat(state.backfills()).isEqualTo(backfills);
    }

    @Test
    void anotherFilterAfterAResetDoesNotSkipRowsThatAreThere() {
        var filter = new Reread.Everything().applyTo(LOADED).filter();

        assertThat(filter.mustChangeTo("deals: amount GT 1")).isFalse();
        assertThat(filter.keepsRows("deals: amount GT 2")).isFalse();
    }

    @Test
    void aResetInTheMiddleOfALoadBeginsAnother() {
        var half =
                new Reread.Everything().applyTo(LOADED).mapSnapshot(snapshot -> snapshot.covering(new IdRange(0, 10)));

        var snapshot =
                Objects.requireNonNull(new Reread.Everything().applyTo(half).snapshot());

        assertThat(snapshot.covered().isEmpty()).isTrue();
        assertThat(snapshot.startedAtMillis()).isGreaterThan(9_001);
    }
}
