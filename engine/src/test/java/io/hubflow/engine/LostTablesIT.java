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
            assertThat(bench.notices).anyMatch(notice -> notice.contains("Table " + table + " is gone"));
            bench.notices.clear();
            bench.syncWell();
            assertThat(bench.notices).isEmpty();
        }
    }

    /** The first object type makes the table anew; the other one is read by a later run. */
    @Test
    void aReferenceTableThatIsGoneIsWrittenAgainForObjectTypesOfLaterRunsToo() {
        var options = SimulatorOptions.defaults().withRecords(Map.of("contacts", 20L, "deals", 20L));
        try (var bench = new Bench(options, "contacts", "deals").selecting("hs_object_id")) {
            bench.syncWell();
            var rows = rows(bench, "hubspot_properties");
            var both = bench.request;
            bench.table.drop("hubspot_properties");
            for (var type : both.objectTypes()) {
                bench.request = new SyncRequest(
                        List.of(type), both.updatedAfter(), both.includeProperties(), both.excludeProperties());
                bench.syncWell();
            }

            assertThat(rows(bench, "hubspot_properties")).isEqualTo(rows).isPositive();
        }
    }

    /** The one that was there is gone, or another one, such as an older copy, is in its place. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTableOfHistoriesThatIsLostIsReadAgainAsFarAsHubSpotKeepsThem(boolean gone) {
        try (var bench = deals().remembering("deals.amount").refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            var whole = bench.table.facts("deals_history").size();
            if (gone) {
                bench.table.drop("deals_history");
            } else {
                bench.table.replace("deals_history");
            }
            bench.syncWell();

            assertThat(bench.table.facts("deals_history")).hasSize(whole);
            assertThat(bench.notices)
                    .anyMatch(notice -> notice.startsWith("deals: Table deals_history "
                                    + (gone ? "is gone" : "does not hold what was written to it last"))
                            && notice.contains("as far back as HubSpot keeps them"));
            bench.notices.clear();
            bench.syncWell();
            assertThat(bench.notices).isEmpty();
        }
    }

    /** The run ends before the histories are read, and the destination has told of the loss for the last time. */
    @Test
    void aTableOfHistoriesThatIsLostIsReadAgainByTheRunAfterOneThatFailed() {
        try (var bench = deals().remembering("deals.amount").refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            var whole = bench.table.facts("deals_history").size();
            bench.table.replace("deals_history");
            bench.hubSpot.addFault(FaultRule.always(new Fault.Refuse(401, Fault.Body.JSON, OptionalInt.empty()))
                    .on("batch_read", "search", "list"));
            assertThat(bench.sync().status()).isEqualTo(RunReport.Status.FAILED);
            bench.hubSpot.clearFaults();

            bench.syncWell();

            assertThat(bench.table.facts("deals_history")).hasSize(whole);
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
