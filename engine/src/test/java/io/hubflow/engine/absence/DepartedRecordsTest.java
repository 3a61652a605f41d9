package io.hubflow.engine.absence;

import static io.hubflow.engine.absence.AbsenceRuns.LARGE;
import static io.hubflow.engine.absence.AbsenceRuns.SMALL;
import static io.hubflow.engine.absence.AbsenceRuns.all;
import static io.hubflow.engine.absence.AbsenceRuns.loaded;
import static io.hubflow.engine.absence.AbsenceRuns.look;
import static io.hubflow.engine.absence.AbsenceRuns.settledAfter;
import static io.hubflow.engine.absence.AbsenceRuns.uncounted;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.checkpoint.NotGiven;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.filter.RecordFilter;
import io.hubflow.engine.load.ObjectLoad;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Suspects that some or all of HubSpot's answers leave out. */
final class DepartedRecordsTest {
    @ParameterizedTest
    @ValueSource(ints = {SMALL, LARGE})
    void aRecordThatTheIndexDoesNotHoldYetStaysAlive(int records) {
        var runs = loaded(records);

        var found = settledAfter(runs, portal -> hide(portal.notIndexed));

        assertThat(runs.portal.batches).as("it was asked for").isNotEmpty();
        assertThat(found.isEmpty()).isTrue();
    }

    @Test
    void aRecordThatOneBatchReadLeavesOutStaysAlive() {
        var runs = loaded(SMALL);

        settledAfter(runs, portal -> {
            hide(portal.notIndexed, portal.hiddenFromBatches);
            portal.beforeCall = call -> {
                if (portal.batches.size() == 3) {
                    portal.hiddenFromBatches.clear();
                }
            };
        });
    }

    @Test
    void aRecordThatTheListAloneShowsStaysAlive() {
        var runs = loaded(SMALL);
        runs.edit(state -> state.mapFacts(facts -> facts.with(PortalFacts.ListJump.ALLOWED)));

        settledAfter(runs, portal -> hide(portal.notIndexed, portal.hiddenFromBatches));
    }

    @Test
    void aRecordThatSearchesCountAndNothingShowsStaysAlive() {
        var runs = loaded(SMALL);

        settledAfter(runs, portal -> hide(portal.hiddenFromSearch, portal.hiddenFromBatches, portal.hiddenFromList));

        assertThat(runs.portal.batches).as("it was asked for").isNotEmpty();
    }

    @Test
    void anAnswerThatIsNotWholeSaysNothingAndTheNextRunAsksAgain() {
        var runs = loaded(SMALL);
        runs.portal.live.keySet().removeAll(Set.of(20L, 40L));
        runs.portal.notAnswered.add(20L);
        var before = all(runs);
        LongStream.rangeClosed(41, 60).forEach(runs.portal.notIndexed::add);

        look(runs);
        before.add(20L);
        assertThat(runs.alive()).containsAll(before);

        settledAfter(runs, portal -> portal.notAnswered.clear());
    }

    @Test
    void aRecordThatLeftIsFoundOnceTheIndexKnows() {
        var runs = loaded(SMALL);
        runs.portal.archive(10);
        runs.portal.stillIndexed.add(10L);
        look(runs);
        assertThat(runs.alive()).contains(10L);

        settledAfter(runs, portal -> portal.stillIndexed.clear());
    }

    @Test
    void aRecordFoundGoneThatIsThereAfterAllGetsItsValuesBack() {
        var runs = uncounted();
        runs.rename(20, "twenty");
        var record = Objects.requireNonNull(runs.portal.live.remove(20L));
        runs.edit(state -> state.suspecting(List.of(20L)));
        look(runs);
        assertThat(runs.state().foundGone()).containsExactly(20L);
        assertThat(runs.alive()).doesNotContain(20L);
        runs.portal.live.put(20L, record);

        look(runs);

        assertThat(runs.alive()).contains(20L);
        assertThat(runs.name(20)).isEqualTo("twenty");
        assertThat(runs.state().foundGone()).isEmpty();
    }

    @Test
    void aRecordThatIsNotNamedAsNotFoundIsGoneOnceTheNextRunIsNotGivenItEither() {
        var runs = uncounted();
        runs.portal.live.remove(20L);
        runs.portal.leftOutOfBatches.add(20L);
        runs.edit(state -> state.suspecting(List.of(20L)));

        look(runs);
        assertThat(runs.alive()).contains(20L);
        assertThat(runs.state().notGiven()).containsExactly(new NotGiven(20, false));
        assertThat(runs.state().foundGone()).isEmpty();

        look(runs);
        assertThat(runs.alive()).doesNotContain(20L);
        assertThat(runs.state().notGiven()).isEmpty();
        assertThat(runs.state().foundGone()).containsExactly(20L);
    }

    @Test
    void aRestoredRecordThatBatchReadsLeaveOutKeepsItsValuesAndIsReadOnceItIsGiven() {
        var runs = uncounted();
        runs.rename(20, "twenty");
        runs.portal.archive(20);
        runs.edit(state -> state.suspecting(List.of(20L)));
        look(runs);
        assertThat(AbsenceRuns.isArchived(runs, 20)).isTrue();
        runs.portal.restore(20);
        runs.portal.leftOutOfBatches.add(20L);
        runs.portal.notIndexed.add(20L);
        runs.portal.hiddenFromList.add(20L);
        runs.edit(state -> state.suspecting(List.of(20L)));

        look(runs);
        assertThat(AbsenceRuns.isArchived(runs, 20)).isTrue();
        assertThat(runs.name(20)).isEqualTo("twenty");

        runs.portal.leftOutOfBatches.clear();
        look(runs);
        assertThat(runs.alive()).contains(20L);
        assertThat(runs.state().notGiven()).isEmpty();
    }

    @Test
    void aRecordThatWasGivenInBetweenHasToBeMissedByTwoRunsAgain() {
        var runs = uncounted();
        runs.portal.leftOutOfBatches.add(20L);
        runs.portal.hiddenFromList.add(20L);
        runs.edit(state -> state.suspecting(List.of(20L)));
        look(runs);
        runs.portal.leftOutOfBatches.clear();
        look(runs);
        runs.portal.leftOutOfBatches.add(20L);
        runs.edit(state -> state.suspecting(List.of(20L)));

        look(runs);

        assertThat(runs.alive()).contains(20L);
        assertThat(runs.state().notGiven()).containsExactly(new NotGiven(20, false));
    }

    @Test
    void aRecordOutsideTheFilterThatIsNotNamedAsNotFoundStaysAsItIs() {
        var runs = uncounted();
        runs.run(load -> load.bury(List.of(Row.outOfScope(20, load.clock().byId()))));
        runs.portal.archive(20);
        runs.portal.leftOutOfBatches.add(20L);

        runs.run(load -> new DepartedRecords(load).settleOutOfScope(List.of(20L), reads(load)));
        assertThat(runs.state().notGiven()).containsExactly(new NotGiven(20, true));
        assertThat(AbsenceRuns.mark(runs, 20).isOutOfScope()).isTrue();

        runs.portal.leftOutOfBatches.clear();
        look(runs);
        assertThat(runs.state().notGiven()).isEmpty();
        assertThat(AbsenceRuns.mark(runs, 20).isOutOfScope()).isTrue();
    }

    private static RecordReads reads(ObjectLoad load) {
        return new RecordReads(load.client(), load.type(), 0, RecordFilter.EVERYTHING, false);
    }

    /** Record 10, from these ways to read it. */
    @SafeVarargs
    private static void hide(Set<Long>... from) {
        List.of(from).forEach(ids -> ids.add(10L));
    }
}
