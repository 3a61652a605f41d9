package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.simulator.FactOptions;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Earlier values of properties: one row a version, nothing doubled, nothing lost that HubSpot drops. */
final class HistoryIT {
    private static final Map<String, Long> RECORDS = Map.of("deals", 130L, "contacts", 70L);

    private static Bench bench(SimulatorOptions options) {
        return new Bench(options.withRecords(RECORDS), "deals", "contacts").selecting("hs_object_id");
    }

    @Test
    void loadsEveryVersionAndTheStagesOfDealsWithThem() {
        try (var bench = bench(SimulatorOptions.defaults()).remembering("contacts.lifecyclestage")) {
            bench.hubSpot.mutate(
                    new Mutation.Update("deals", Target.random(20, 1), List.of("dealstage", "amount"), Map.of()));
            bench.sync();
            requireHistory(bench, "deals", "dealstage");
            requireHistory(bench, "contacts", "lifecyclestage");
            var before = bench.table.facts("deals_history").size();

            bench.hubSpot.mutate(new Mutation.Update("deals", Target.random(15, 2), List.of("dealstage"), Map.of()));
            bench.sync();

            requireHistory(bench, "deals", "dealstage");
            assertThat(bench.table.facts("deals_history")).hasSizeGreaterThan(before);
            assertThat(bench.table.facts("deals_history"))
                    .as("the version that ended when the next one began")
                    .anySatisfy(row -> assertThat(row.get("valid_to")).isNotNull());
        }
    }

    @Test
    void versionsThatHubSpotDropsStay() {
        var options =
                SimulatorOptions.defaults().withFacts(FactOptions.defaults().withHistoryDepth(2));
        try (var bench = bench(options).remembering("deals.dealstage")) {
            bench.sync();
            var deal = bench.hubSpot.records("deals").getFirst().id();
            for (var change = 0; change < 4; change++) {
                var stage = List.of("a", "b", "c", "d").get(change);
                bench.hubSpot.mutate(
                        new Mutation.Update("deals", Target.id(deal), List.of(), Map.of("dealstage", stage)));
                bench.sync();
            }

            assertThat(bench.table.facts("deals_history").stream()
                            .filter(row -> Objects.equals(row.get("_id"), deal))
                            .map(row -> row.get("value")))
                    .contains("a", "b", "c", "d");
        }
    }

    @Test
    void aPropertyThatIsNewlyChosenIsLoadedForTheRecordsThatAreThere() {
        try (var bench = bench(SimulatorOptions.defaults()).refreshing(RefreshPolicy.NEVER)) {
            bench.sync();
            bench.remembering("deals.dealstage").sync();
            requireHistory(bench, "deals", "dealstage");
            bench.remembering("deals.amount").sync();

            requireHistory(bench, "deals", "amount");
            requireHistory(bench, "deals", "dealstage");
        }
    }

    @Test
    void anUnknownPropertyIsRefusedBeforeAnythingIsRead() {
        try (var bench = bench(SimulatorOptions.defaults()).remembering("deals.dealstag")) {
            assertThatThrownBy(bench::sync)
                    .isInstanceOfSatisfying(
                            ConnectorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROPERTY_UNKNOWN))
                    .hasMessageContaining("deals.dealstag")
                    .hasMessageContaining("dealstage");
            assertThat(bench.table.rows("deals")).isEmpty();
            assertThat(bench.calls("list") + bench.calls("search")).isZero();
        }
    }

    private static void requireHistory(Bench bench, String objectType, String property) {
        var truth = bench.hubSpot.history(objectType, property).stream()
                .map(version -> version.id() + " " + version.timestamp() + " "
                        + (version.value() == null || version.value().isEmpty() ? null : version.value()))
                .toList();
        var stored = bench.table.facts(objectType + "_history").stream()
                .filter(row -> property.equals(row.get("property")))
                .map(row -> row.get("_id") + " " + row.get("valid_from") + " " + row.get("value"))
                .toList();
        assertThat(truth).isNotEmpty();
        assertThat(stored).containsExactlyInAnyOrderElementsOf(truth);
    }
}
