package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.engine.report.RunReport;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.fault.Trigger;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table that somebody dropped comes back whole; a destination that another run has claimed is left alone. */
final class LostTablesIT {
    private static Bench deals() {
        return new Bench(Bench.portal("deals", 300), "deals").selecting("dealname", "amount");
    }

    @Test
    void aTableOfRecordsThatIsGoneIsLoadedWhole() {
        try (var bench = deals()) {
            bench.syncWell();
            bench.table.drop("deals");

            bench.syncWell();

            bench.requireEqual("deals");
            assertThat(bench.notices).anyMatch(notice -> notice.contains("The table deals is gone"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hubspot_owners", "hubspot_properties", "hubspot_pipelines", "hubspot_pipeline_stages"})
    void aReferenceTableThatIsGoneIsWrittenAgainAlthoughNothingChanged(String table) {
        try (var bench = deals()) {
            bench.syncWell();
            var rows = rows(bench, table);
            bench.table.drop(table);

            bench.syncWell();

            assertThat(rows(bench, table)).isEqualTo(rows).isPositive();
        }
    }

    /** Companies commit their links, which makes the table anew, and end the run before contacts begin. */
    @Test
    void aTableOfLinksThatIsGoneIsLoadedWholeAlthoughOnlyItsSecondTypeWasReadSince() {
        var options = SimulatorOptions.defaults().withRecords(Map.of("contacts", 60L, "companies", 20L));
        try (var bench = new Bench(options, "companies", "contacts")
                .selecting("hs_object_id")
                .associating("contacts:companies")
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            bench.table.drop("contacts_companies");
            var linked = bench.hubSpot.links("contacts", "companies").getFirst();
            bench.hubSpot.mutate(new Mutation.Update("companies", Target.id(linked.toId()), List.of("name"), Map.of()));
            bench.inTurn();
            bench.hubSpot.addFault(FaultRule.always(new Fault.Refuse(401, Fault.Body.JSON, OptionalInt.empty()))
                    .on("search")
                    .of("companies")
                    .when(new Trigger.Calls(Set.of(3L))));
            assertThat(bench.sync().status()).isEqualTo(RunReport.Status.FAILED);
            assertThat(bench.table.facts("contacts_companies")).isNotEmpty();
            bench.hubSpot.clearFaults();

            bench.syncWell();

            bench.requireLinks("contacts", "companies");
        }
    }

    /** The table is not made again, because there is no row for it; the links that name the record are there. */
    @Test
    void linksGoWithTheLastRecordOfATypeWhoseTableIsGone() {
        var options = SimulatorOptions.defaults().withRecords(Map.of("contacts", 60L, "companies", 1L));
        try (var bench = new Bench(options, "companies", "contacts")
                .selecting("hs_object_id")
                .associating("contacts:companies")
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            assertThat(bench.table.facts("contacts_companies")).isNotEmpty();
            bench.hubSpot.mutate(new Mutation.Archive("companies", Target.random(1, 3)));
            bench.table.drop("companies");

            bench.syncWell();
            bench.syncWell();

            assertThat(bench.hubSpot.links("contacts", "companies")).isEmpty();
            assertThat(bench.table.facts("contacts_companies")).isEmpty();
        }
    }

    private static int rows(Bench bench, String table) {
        return bench.table.reference(table).values().stream()
                .mapToInt(reference -> reference.rows().size())
                .sum();
    }

    @Test
    void aDestinationThatAnotherRunHasClaimedIsRefusedBeforeAnythingIsRead() {
        try (var bench = deals()) {
            bench.table.claim();

            assertThatThrownBy(bench::sync)
                    .isInstanceOfSatisfying(
                            ConnectorException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.DESTINATION_LOCKED));

            assertThat(bench.hubSpot.stats().calls()).isEmpty();
            assertThat(bench.table.commits()).isZero();
        }
    }
}
