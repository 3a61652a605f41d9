package io.hubflow.engine.absence;

import static io.hubflow.engine.absence.AbsenceRuns.LARGE;
import static io.hubflow.engine.absence.AbsenceRuns.SMALL;
import static io.hubflow.engine.absence.AbsenceRuns.all;
import static io.hubflow.engine.absence.AbsenceRuns.isArchived;
import static io.hubflow.engine.absence.AbsenceRuns.leaveInEachWay;
import static io.hubflow.engine.absence.AbsenceRuns.loaded;
import static io.hubflow.engine.absence.AbsenceRuns.look;
import static io.hubflow.engine.absence.AbsenceRuns.mark;
import static io.hubflow.engine.absence.AbsenceRuns.settledAfter;
import static io.hubflow.engine.absence.AbsenceRuns.uncounted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.checkpoint.SnapshotProgress;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.report.Departures;
import io.hubflow.error.ConnectorException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows whose records have left, or seem to have, in a portal that does not always tell the truth. */
final class AbsenceLoadTest {
    @ParameterizedTest
    @ValueSource(ints = {SMALL, LARGE})
    void eachWayToLeaveIsToldFromTheOthers(int records) {
        var runs = loaded(records);

        var found = settledAfter(runs, AbsenceRuns::leaveInEachWay);

        assertThat(isArchived(runs, 10)).isTrue();
        assertThat(mark(runs, 20).isMerged()).isFalse();
        assertThat(mark(runs, 30).mergedInto()).isEqualTo(40);
        assertThat(found).isEqualTo(new Departures(1, 1, 1, 0, 0, found.calls()));
    }

    @Test
    void aTableThatIsNotLoadedYetIsNotCompared() {
        var runs = loaded(SMALL);
        runs.edit(state -> state.withSnapshot(SnapshotProgress.starting(runs.portal.nowMillis, 0, Long.MAX_VALUE)));
        runs.portal.live.remove(20L);

        look(runs);

        assertThat(runs.portal.calls()).isZero();
        assertThat(runs.alive()).contains(20L);
    }

    @ParameterizedTest
    @ValueSource(ints = {SMALL, LARGE})
    void afterACallThatFailsNothingIsMarkedWronglyAndTheNextRunFindsTheRest(int records) {
        for (var failing = 1; failing <= 16; failing += records == SMALL ? 1 : 3) {
            var runs = loaded(records);
            leaveInEachWay(runs.portal);
            runs.portal.notIndexed.add(50L);
            runs.portal.failAt(failing);
            try {
                look(runs);
            } catch (ConnectorException e) {
                assertThat(e).hasMessageContaining("HubSpot is down");
            }
            assertThat(runs.alive()).as("call %d", failing).containsAll(all(runs));

            runs.portal.beforeCall = call -> {};
            look(runs);
            assertThat(runs.alive()).as("call %d", failing).isEqualTo(all(runs));
        }
    }

    @Test
    void aFirstCallThatFailsEndsTheRun() {
        var runs = loaded(SMALL);
        runs.portal.failAt(1);

        assertThatThrownBy(() -> look(runs)).isInstanceOf(ConnectorException.class);
    }

    @Test
    void suspectsOfAnEarlierRunAreSettledOnce() {
        var runs = uncounted();
        runs.edit(state -> state.suspecting(List.of(50L, 51L)));

        settledAfter(runs, portal -> portal.live.remove(50L));

        assertThat(runs.state().suspects()).isEmpty();
    }

    @Test
    void ignoredDeparturesLeaveTheirRowsButForThoseThatAreGoneForGood() {
        var runs = loaded(SMALL);
        runs.settings = runs.settings.with(DeleteMode.IGNORE);
        leaveInEachWay(runs.portal);

        look(runs);

        assertThat(runs.alive()).contains(10L, 30L).doesNotContain(20L);
    }

    @Test
    void hardDeletesRemoveTheRows() {
        var runs = loaded(SMALL);
        runs.settings = runs.settings.with(DeleteMode.HARD);

        settledAfter(runs, AbsenceRuns::leaveInEachWay);

        assertThat(runs.rows().keySet()).isEqualTo(all(runs));
        assertThat(runs.state().removesDeparted()).isTrue();
    }

    /** Whatever answers lack, as long as one way of reading shows a record. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void noLiveRecordIsMarkedAndOnceAnswersAreTrueTheTableIs(long seed) {
        var random = new Random(seed);
        var runs = loaded(random.nextBoolean() ? SMALL : LARGE);
        runs.edit(state -> state.mapFacts(facts -> facts.with(PortalFacts.ListJump.ALLOWED)));
        var portal = runs.portal;
        for (var id : List.copyOf(portal.live.keySet())) {
            switch (random.nextInt(40)) {
                case 0 -> portal.archive(id);
                case 1 -> portal.live.remove(id);
                case 2 -> portal.notIndexed.add(id);
                case 3 -> portal.hiddenFromSearch.add(id);
                case 4 -> portal.hiddenFromBatches.add(id);
                default -> {}
            }
        }
        portal.beforeCall = call -> {
            portal.notAnswered.clear();
            if (random.nextInt(4) == 0) {
                portal.notAnswered.add(portal.live.firstKey() + random.nextInt(50));
            }
        };
        for (var run = 0; run < 2; run++) {
            look(runs);
            assertThat(runs.alive()).as("seed %d", seed).containsAll(all(runs));
        }

        portal.beforeCall = call -> {};
        portal.notAnswered.clear();
        List.of(portal.notIndexed, portal.hiddenFromSearch, portal.hiddenFromBatches)
                .forEach(Set::clear);
        for (var run = 0; run < 3; run++) {
            look(runs);
        }

        assertThat(runs.alive()).as("seed %d", seed).isEqualTo(all(runs));
    }
}
