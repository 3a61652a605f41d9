package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.checkpoint.SnapshotProgress;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.report.ObjectReport;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.mutation.Mutation;
import java.util.Map;
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

            assertThat(bench.table.state("tasks").facts().listJump()).isEqualTo(PortalFacts.ListJump.REFUSED);
            bench.hubSpot.clearFaults();
            bench.requireEqual("tasks");
        }
    }

    @Test
    void theLastIdsOfAFirstLoadAreSearchedWhereTheListNoLongerGoesOnFromThem() {
        try (var bench = loaded()) {
            bench.table.edit(
                    "tasks",
                    state -> state.withSnapshot(
                            SnapshotProgress.starting(bench.hubSpot.now().toEpochMilli(), 0, Long.MAX_VALUE)
                                    .covering(new IdRange(0, state.highestId() + 1))));
            bench.hubSpot.mutate(new Mutation.Create("tasks", 20, Map.of()));
            bench.hubSpot.addFault(LIST_OUT_OF_ORDER);

            var report = bench.syncWell();

            assertThat(report.mode()).isEqualTo(ObjectReport.Mode.SNAPSHOT);
            assertThat(bench.table.state("tasks").facts().listJump()).isEqualTo(PortalFacts.ListJump.REFUSED);
            assertThat(bench.table.state("tasks").snapshot()).isNull();
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

            assertThat(bench.table.state("tasks").facts().listJump()).isEqualTo(PortalFacts.ListJump.REFUSED);
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

            assertThat(bench.table.state("tasks").facts().listJump()).isEqualTo(PortalFacts.ListJump.ALLOWED);
            bench.requireEqual("tasks");
        }
    }

    /** So many records that the first load asks whether the list can be entered. */
    private static Bench loaded() {
        var bench = new Bench(Bench.portal("tasks", 1_100), "tasks")
                .withFewColumns()
                .refreshing(RefreshPolicy.NEVER);
        bench.syncWell();
        assertThat(bench.table.state("tasks").facts().listJump()).isEqualTo(PortalFacts.ListJump.ALLOWED);
        return bench;
    }
}
