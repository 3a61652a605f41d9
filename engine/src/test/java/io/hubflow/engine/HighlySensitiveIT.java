package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.Endpoint;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.quota.Tier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Search never returns highly sensitive properties; that says nothing about the others. */
final class HighlySensitiveIT {
    private static final String HIDDEN = "health_condition";

    @Test
    void searchesBringTheRestAndOnlyTheHiddenPropertyIsReadById() {
        try (var bench = contacts(SimulatorOptions.defaults(), 450)) {
            bench.syncWell();
            bench.hubSpot.mutate(
                    new Mutation.Update("contacts", Target.random(250, 1), List.of(), Map.of("city", "Gdynia")));
            bench.hubSpot.mutate(
                    new Mutation.Update("contacts", Target.random(40, 2), List.of(), Map.of(HIDDEN, "recovering")));
            var batchReads = bench.calls("batch_read");
            // Whoever reads the rest by id, too, would get nothing of it.
            bench.hubSpot.addFault(
                    FaultRule.always(new Fault.BareRows(Set.of(HIDDEN))).on("batch_read"));

            bench.syncWell();

            bench.requireEqual("contacts");
            assertThat(bench.values("contacts", HIDDEN)).isPositive();
            assertThat(bench.calls("batch_read") - batchReads).isBetween(1L, 4L);
        }
    }

    @Test
    void aRecordThatChangedSinceTheIndexSawItIsReadWhole() {
        try (var bench = contacts(SimulatorOptions.defaults(), 450)) {
            bench.syncWell();
            bench.hubSpot.mutate(
                    new Mutation.Update("contacts", Target.random(120, 1), List.of(), Map.of("city", "Gdynia")));
            bench.hubSpot.beforePage(
                    1,
                    Endpoint.BATCH_READ,
                    "contacts",
                    () -> bench.hubSpot.mutate(new Mutation.Update(
                            "contacts", Target.random(50, 1), List.of(), Map.of("city", "Sopot", HIDDEN, "well"))));

            bench.syncWell();

            assertThat(bench.hubSpot.pendingHooks()).isZero();
            bench.requireEqual("contacts");
        }
    }

    @Test
    void aFirstLoadReadsByListsAloneWhereSearchesWouldNotBeFaster() {
        try (var bench = contacts(SimulatorOptions.defaults().withTier(Tier.PROFESSIONAL), 1_500)) {
            var report = bench.syncWell();

            bench.requireEqual("contacts");
            assertThat(report.route().orElseThrow()).startsWith("Read by lists,");
            assertThat(report.apiCalls().batchRead()).isZero();
            assertThat(report.apiCalls().list()).isLessThan(25);
        }
    }

    private static Bench contacts(SimulatorOptions options, int contacts) {
        return new Bench(options.withRecords("contacts", contacts), "contacts")
                .selecting("email", "city", "lastmodifieddate", HIDDEN)
                .refreshing(RefreshPolicy.NEVER);
    }
}
