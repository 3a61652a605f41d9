package io.hubflow.nifi.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.SnapshotProgress;
import io.hubflow.engine.checkpoint.StateCodec;
import java.io.IOException;
import java.util.Map;
import org.apache.nifi.components.state.Scope;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The state beside the rows decides what is read; NiFi's own state only keeps work on its way from being planned twice. */
class DestinationStateIT extends DealsFlow {
    @Test
    void aDestinationWithoutTheseTablesIsLoadedWholeAndToldOf() {
        flow.load(flow.plan());
        minutesPass(10);
        flow.warehouse().becomeAnother();
        update(20, 1);

        flow.load(flow.plan());

        assertThat(flow.warehouse().ids("deals")).isEqualTo(flow.truth("deals"));
        assertThat(warnings()).anySatisfy(warning -> assertThat(warning).contains("deals", "holds nothing of it"));
    }

    @Test
    @Tag("thorough")
    void aTableThatWasDroppedIsLoadedWholeEvenIfChangesMadeItAgainMeanwhile() {
        flow.load(flow.plan());
        minutesPass(10);
        update(20, 1);
        var changes = flow.plan();
        flow.warehouse().drop("deals");
        flow.load(changes);
        assertThat(flow.warehouse().ids("deals")).hasSizeLessThan(100);
        minutesPass(10);

        flow.load(flow.plan());

        assertThat(flow.warehouse().ids("deals")).isEqualTo(flow.truth("deals"));
    }

    @Test
    void aTableThatWasDroppedIsToldOf() {
        flow.load(flow.plan());
        minutesPass(10);
        flow.warehouse().drop("deals");

        flow.load(flow.plan());

        assertThat(flow.warehouse().ids("deals")).isEqualTo(flow.truth("deals"));
        assertThat(warnings()).anySatisfy(warning -> assertThat(warning).contains("deals", "table is gone"));
    }

    @Test
    @Tag("thorough")
    void aColumnThatWasDroppedIsToldOfAndHasEverythingReadAgainOnce() {
        flow.list().setProperty("Refresh Policy", "NEVER");
        flow.load(flow.plan());
        minutesPass(10);
        assertThat(flow.plan()).isEmpty();
        flow.warehouse().drop("deals", "amount");

        var slices = flow.plan();
        assertThat(slices).isNotEmpty();
        assertThat(warnings()).anySatisfy(warning -> assertThat(warning).contains("deals", "amount", "read again"));
        minutesPass(1);
        assertThat(flow.plan()).isEmpty();
        flow.load(slices);
        minutesPass(10);

        assertThat(flow.plan()).isEmpty();
        assertThat(flow.warehouse().state("deals").refresh().required()).isFalse();
    }

    @Test
    void slicesOnTheirWayAreNotPlannedTwice() {
        var slices = flow.plan();
        minutesPass(5);

        assertThat(slices).hasSizeGreaterThan(1);
        assertThat(flow.plan()).isEmpty();
        flow.load(slices);
        assertThat(flow.warehouse().state("deals").snapshot()).isNull();
        minutesPass(10);
        assertThat(flow.plan()).isEmpty();
    }

    @Test
    void whatAnEmptiedQueueHeldOfAFirstLoadIsHandedOutAgainAndNoMore() {
        var slices = flow.plan();
        flow.load(slices.subList(0, 1));
        flow.plan();
        minutesPass(14);
        assertThat(flow.plan()).as("the rest may still be on its way").isEmpty();
        minutesPass(3);

        var again = flow.plan();
        flow.load(again);

        assertThat(again).isNotEmpty();
        assertThat(warnings()).anySatisfy(warning -> assertThat(warning).contains("have not arrived"));
        assertThat(flow.warehouse().ids("deals")).isEqualTo(flow.truth("deals"));
        assertThat(flow.warehouse().state("deals").snapshot()).isNull();
        assertThat(flow.warehouse().state("deals").cursorMillis()).isPositive();
    }

    @Test
    void changesThatAnEmptiedQueueHeldAreReadAgain() {
        flow.load(flow.plan());
        minutesPass(10);
        var changed = update(30, 1);
        minutesPass(1);
        assertThat(flow.plan()).as("dropped").isNotEmpty();
        minutesPass(30);
        var later = update(10, 2);
        minutesPass(1);
        flow.fetch().clearTransferState();

        flow.load(flow.plan());

        changed.addAll(later);
        changed.forEach(
                id -> assertThat(flow.warehouse().updatedAtMillis("deals", id)).isEqualTo(updatedAtMillis(id)));
    }

    @Test
    @Tag("thorough")
    void portionsMayLandInAnyOrder() {
        flow.fetch().setProperty("Records Per FlowFile", "300");
        flow.read(flow.plan());

        flow.landInReverse();

        assertThat(flow.warehouse().ids("deals")).isEqualTo(flow.truth("deals"));
        assertThat(flow.warehouse().state("deals").snapshot()).isNull();
    }

    @Test
    void aTypeWithoutRecordsIsLoadedToo() {
        flow.list().setProperty("Object Types", "tickets");

        flow.load(flow.plan());

        assertThat(flow.warehouse().state("tickets").snapshot()).isNull();
        minutesPass(10);
        assertThat(flow.plan()).isEmpty();
    }

    @Test
    @Tag("thorough")
    void aTableThatTheCommandLoadedGoesOn() {
        sync();
        minutesPass(10);
        var changed = update(20, 1);
        minutesPass(1);

        var slices = flow.plan();
        flow.load(slices);

        assertThat(kinds(slices)).containsOnly("CHANGES");
        changed.forEach(
                id -> assertThat(flow.warehouse().updatedAtMillis("deals", id)).isEqualTo(updatedAtMillis(id)));
    }

    @Test
    @Tag("thorough")
    void theCommandGoesOnWithATableThatNiFiHalfLoaded() {
        flow.load(flow.plan().subList(0, 1));
        assertThat(flow.warehouse().state("deals").snapshot()).isNotNull();

        sync();

        assertThat(flow.warehouse().ids("deals")).isEqualTo(flow.truth("deals"));
        assertThat(flow.warehouse().state("deals").snapshot()).isNull();
    }

    @Test
    void whatAnEarlierVersionRememberedSkipsNothing() throws IOException {
        var snapshot = SnapshotProgress.starting(1, 0, Long.MAX_VALUE);
        var planned = ObjectState.fresh(0, "deals", snapshot)
                .withSnapshot(null)
                .advance(flow.simulator().now().toEpochMilli(), 0);
        flow.list()
                .getStateManager()
                .setState(Map.of("deals", StateCodec.write(planned), "deals.properties", "H4sI"), Scope.CLUSTER);

        flow.load(flow.plan());

        assertThat(flow.warehouse().ids("deals")).isEqualTo(flow.truth("deals"));
        assertThat(warnings()).anySatisfy(warning -> assertThat(warning).contains("an earlier version of hubflow"));
        assertThat(flow.list().getStateManager().getState(Scope.CLUSTER).toMap())
                .doesNotContainKeys("deals", "deals.properties");
    }

    @Test
    @Tag("thorough")
    void changesOnTheirWayToAnotherDestinationHoldUpNoneInThisOne() {
        flow.load(flow.plan());
        minutesPass(10);
        update(20, 1);
        minutesPass(10);
        assertThat(kinds(flow.plan())).containsExactly("CHANGES");

        flow.warehouse().becomeAnother();
        flow.load(flow.plan());
        update(20, 2);
        minutesPass(6);

        assertThat(kinds(flow.plan())).containsExactly("CHANGES");
    }
}
