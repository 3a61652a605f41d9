package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.simulator.api.Endpoint;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.index.IdOrder;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A portal whose records change between any two calls, in whatever order it sorts ids. No refresh mends anything. */
final class SteadyTrafficIT {
    private static final int MOST_CALLS = 400;

    @ParameterizedTest
    @Tag("thorough")
    @ValueSource(ints = {3, 5, 7, 9, 11, 13})
    void oneRecordThatLeavesWhileAnotherComesHidesNone(int call) {
        var options = Bench.portal("companies", 1_000).withIdOrder(IdOrder.STRING);
        try (var bench = new Bench(options, "companies").withFewColumns().refreshing(RefreshPolicy.NEVER)) {
            bench.hubSpot.beforePage(call, Endpoint.SEARCH, "companies", () -> {
                bench.hubSpot.mutate(new Mutation.Archive("companies", Target.random(1, call)));
                bench.hubSpot.mutate(new Mutation.Create("companies", 1, Map.of()));
            });

            var report = bench.syncWell();
            bench.syncWell();
            // How many searches a first load makes depends on how fast its lists are. Every run makes at least one.
            while (bench.hubSpot.pendingHooks() > 0) {
                bench.syncWell();
                bench.syncWell();
            }

            assertThat(report.warnings()).isEmpty();
            bench.requireEqual("companies");
        }
    }

    @ParameterizedTest
    @EnumSource(IdOrder.class)
    void aFirstLoadMissesNoRecordAndNoEdit(IdOrder order) {
        var options = Bench.portal("companies", 1_500).withIdOrder(order);
        try (var bench = new Bench(options, "companies").withFewColumns().refreshing(RefreshPolicy.NEVER)) {
            var traffic = changeBeforeEveryCall(bench);

            var report = bench.syncWell();
            traffic.set(false);
            var later = bench.syncWell();

            assertThat(report.warnings()).isEmpty();
            assertThat(later.warnings()).isEmpty();
            bench.requireEqual("companies");
        }
    }

    @ParameterizedTest
    @EnumSource(IdOrder.class)
    void aWindowOfChangesMissesNoRecordAndNoEdit(IdOrder order) {
        var options = Bench.portal("companies", 1_500).withIdOrder(order);
        try (var bench = new Bench(options, "companies").withFewColumns().refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.Update("companies", Target.random(900, 5), List.of(), Map.of()));
            var traffic = changeBeforeEveryCall(bench);

            var report = bench.syncWell();
            traffic.set(false);
            var later = bench.syncWell();

            assertThat(report.warnings()).isEmpty();
            assertThat(later.warnings()).isEmpty();
            bench.requireEqual("companies");
        }
    }

    @Test
    void repeatedAndForeignRowsAreNoProofThatIdsAreSortedAsText() {
        try (var bench = new Bench(Bench.portal("companies", 1_500), "companies")
                .withFewColumns()
                .refreshing(RefreshPolicy.NEVER)) {
            bench.hubSpot.addFault(FaultRule.always(new Fault.DuplicateRows()).on("search"));
            bench.hubSpot.addFault(FaultRule.always(new Fault.ForeignRows(2)).on("search"));

            bench.syncWell();

            assertThat(order(bench)).isEqualTo(PortalFacts.IdOrder.NUMERIC);
            bench.hubSpot.clearFaults();
            bench.requireEqual("companies");
        }
    }

    @Test
    @Tag("thorough")
    void aVerdictOfTextThatWasWrongIsTakenBack() {
        try (var bench = new Bench(Bench.portal("companies", 1_500), "companies")
                .withFewColumns()
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            edit(bench, PortalFacts.IdOrder.TEXTUAL);

            bench.syncWell();

            assertThat(order(bench)).isEqualTo(PortalFacts.IdOrder.NUMERIC);
            bench.requireEqual("companies");
        }
    }

    @Test
    @Tag("thorough")
    void aVerdictOfTextThatIsRightStays() {
        var options = Bench.portal("companies", 1_500).withIdOrder(IdOrder.STRING);
        try (var bench = new Bench(options, "companies").withFewColumns().refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            edit(bench, PortalFacts.IdOrder.TEXTUAL);
            bench.hubSpot.mutate(new Mutation.Update("companies", Target.random(900, 5), List.of(), Map.of()));

            bench.syncWell();

            assertThat(order(bench)).isEqualTo(PortalFacts.IdOrder.TEXTUAL);
            bench.requireEqual("companies");
        }
    }

    /** Before every call one record is archived, one created and five are edited, until the answer is set to false. */
    private static AtomicBoolean changeBeforeEveryCall(Bench bench) {
        var on = new AtomicBoolean(true);
        for (var endpoint : List.of(Endpoint.SEARCH, Endpoint.LIST)) {
            for (var call = 1; call <= MOST_CALLS; call++) {
                var seed = call;
                bench.hubSpot.beforePage(call, endpoint, "companies", () -> {
                    if (on.get()) {
                        change(bench, seed);
                    }
                });
            }
        }
        return on;
    }

    private static void change(Bench bench, int seed) {
        bench.hubSpot.mutate(new Mutation.Archive("companies", Target.random(1, seed)));
        bench.hubSpot.mutate(new Mutation.Create("companies", 1, Map.of()));
        bench.hubSpot.mutate(new Mutation.Update("companies", Target.random(5, seed), List.of(), Map.of()));
    }

    private static PortalFacts.IdOrder order(Bench bench) {
        return bench.table.state("companies").facts().idOrder();
    }

    private static void edit(Bench bench, PortalFacts.IdOrder order) {
        bench.table.edit("companies", state -> state.mapFacts(facts -> facts.with(order)));
    }
}
