package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.checkpoint.SnapshotProgress;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.report.ObjectReport;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.mutation.Mutation;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The list is entered at an id in three places; in each it may turn out not to go on from there. */
final class ListEntryIT {
    /** Every list page begins with a row of an older page. */
    private static final FaultRule LIST_OUT_OF_ORDER =
            FaultRule.always(new Fault.DuplicateRows()).on("list");

    @Test
    void newRecordsAreSearchedWhereTheListNoLongerGoesOnAboveTheHighestId() {
        try (var bench = loaded()) {
            bench.hubSpot.mutate(new Mutation.Create("tasks", 20, Map.of()));
            bench.hubSpot.addFault(LIST_OUT_OF_ORDER);

            bench.syncWell();

            assertThat(state(bench).facts().listJump()).isEqualTo(PortalFacts.ListJump.REFUSED);
            bench.hubSpot.clearFaults();
            bench.requireEqual("tasks");
        }
    }

    @Test
    void theLastIdsOfAFirstLoadAreSearchedWhereTheListNoLongerGoesOnFromThem() {
        try (var bench = loaded()) {
            edit(
                    bench,
                    state -> state.withSnapshot(
                            SnapshotProgress.starting(bench.hubSpot.now().toEpochMilli(), 0, Long.MAX_VALUE)
                                    .covering(new IdRange(0, state.highestId() + 1))));
            bench.hubSpot.mutate(new Mutation.Create("tasks", 20, Map.of()));
            bench.hubSpot.addFault(LIST_OUT_OF_ORDER);

            var report = bench.syncWell();

            assertThat(report.mode()).isEqualTo(ObjectReport.Mode.SNAPSHOT);
            assertThat(state(bench).facts().listJump()).isEqualTo(PortalFacts.ListJump.REFUSED);
            assertThat(state(bench).snapshot()).isNull();
            bench.hubSpot.clearFaults();
            bench.requireEqual("tasks");
        }
    }

    @Test
    void aRefreshReadsTheListFromItsStartWhereItMayNoLongerBeEntered() {
        try (var bench = loaded().refreshing(RefreshPolicy.ALWAYS)) {
            bench.hubSpot.mutate(new Mutation.Create("tasks", 20, Map.of()));
            bench.hubSpot.addFault(LIST_OUT_OF_ORDER);

            bench.syncWell();

            assertThat(state(bench).facts().listJump()).isEqualTo(PortalFacts.ListJump.REFUSED);
            bench.hubSpot.clearFaults();
            bench.requireEqual("tasks");
        }
    }

    @Test
    void oneAnswerOutOfOrderIsAskedForAgain() {
        try (var bench = loaded()) {
            bench.hubSpot.mutate(new Mutation.Create("tasks", 20, Map.of()));
            bench.hubSpot.addFault(LIST_OUT_OF_ORDER.atMost(1));

            bench.syncWell();

            assertThat(state(bench).facts().listJump()).isEqualTo(PortalFacts.ListJump.ALLOWED);
            bench.requireEqual("tasks");
        }
    }

    private static Bench loaded() {
        var bench =
                new Bench(Bench.portal("tasks", 700), "tasks").withFewColumns().refreshing(RefreshPolicy.NEVER);
        bench.syncWell();
        assertThat(state(bench).facts().listJump()).isEqualTo(PortalFacts.ListJump.ALLOWED);
        return bench;
    }

    private static ObjectState state(Bench bench) {
        return StateCodec.read("tasks", checkpoint(bench).state(), ObjectState.class);
    }

    private static void edit(Bench bench, UnaryOperator<ObjectState> change) {
        var next =
                new Checkpoint("tasks", checkpoint(bench).sequence() + 1, StateCodec.write(change.apply(state(bench))));
        bench.table.commit(new Commit(List.of(), List.of(), List.of(), List.of(next), List.of()));
    }

    private static Checkpoint checkpoint(Bench bench) {
        return bench.table.loadCheckpoints().stream()
                .filter(checkpoint -> checkpoint.stream().equals("tasks"))
                .findFirst()
                .orElseThrow();
    }
}
