package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.catalog.ReadableTypes.LeftOut;
import io.hubflow.engine.report.RunReport;
import io.hubflow.error.ErrorCode;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.mutation.Mutation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** {@code --objects all}, and the names by which object types may be called. */
final class AllTypesIT {
    private static final SimulatorOptions PORTAL = SimulatorOptions.defaults()
            .withRecords("companies", 30)
            .withRecords("deals", 20)
            .withRecords("communications", 10)
            .withRecords("machines", 10);

    @Test
    void takesWhatTheTokenMayReadAndNamesTheScopesOfTheRest() {
        try (var bench = new Bench(PORTAL, "all")) {
            bench.hubSpot.grant(TokenGrant.scoped("T2", "crm.objects.companies.read", "crm.objects.custom.read"));

            var report = bench.sync("T2");

            assertThat(report.status()).as("%s", report.objects()).isEqualTo(RunReport.Status.SUCCEEDED);
            assertThat(bench.table.tables()).containsExactlyInAnyOrder("companies", "machine");
            assertThat(report.leftOut())
                    .extracting(LeftOut::name)
                    .contains("deals", "tickets", "contacts")
                    .doesNotContain("companies");
            assertThat(report.leftOut().stream().filter(type -> type.name().equals("deals")))
                    .allSatisfy(type -> assertThat(type.reason().what()).contains("crm.objects.deals.read"));
        }
    }

    /** Every type of the simulator, each with ten records, in one run. */
    @Test
    void loadsEveryTypeThatThePortalHas() {
        var types = new ArrayList<String>();
        try (var any = new Bench(SimulatorOptions.defaults())) {
            any.hubSpot.portal().types().all().forEach(type -> types.add(type.plural()));
        }
        var options = SimulatorOptions.defaults();
        for (var type : types) {
            options = options.withRecords(type, 10);
        }
        try (var bench = new Bench(options, "all")) {
            var report = bench.sync();

            assertThat(report.objects()).allSatisfy(object -> {
                assertThat(object.error()).as(object.objectType()).isEmpty();
                assertThat(object.rowsWritten()).as(object.objectType()).isEqualTo(10);
            });
            assertThat(report.objects()).hasSize(types.size());
            bench.sync();
            assertThat(bench.sync().objects())
                    .allSatisfy(object -> assertThat(object.apiCalls().list()
                                    + object.apiCalls().search()
                                    + object.apiCalls().batchRead())
                            .as(object.objectType())
                            .isLessThanOrEqualTo(4));
        }
    }

    @Test
    void picksUpTypesThatAppearLater() {
        try (var bench = new Bench(PORTAL, "all")) {
            bench.sync();
            bench.hubSpot.mutate(new Mutation.CreateType("contact_card", "contact_cards", 7));

            var report = bench.sync();

            assertThat(report.status()).isEqualTo(RunReport.Status.SUCCEEDED);
            assertThat(bench.table.rows("contact_card")).hasSize(7);
        }
    }

    @Test
    void aTypeThatWasLoadedAndMayNoLongerBeReadFails() {
        try (var bench = new Bench(PORTAL, "all")) {
            bench.sync();
            bench.hubSpot.grant(TokenGrant.scoped("T2", "crm.objects.companies.read"));

            var report = bench.sync("T2");

            assertThat(report.objects().stream()
                            .filter(object -> object.objectType().equals("deals")))
                    .singleElement()
                    .satisfies(deals ->
                            assertThat(deals.error().orElseThrow().code()).isEqualTo(ErrorCode.HUBSPOT_SCOPE_MISSING));
        }
    }

    @Test
    void saysThatCustomTypesAreNotListedAndKeepsThoseThatAreKnown() {
        try (var bench = new Bench(PORTAL, "all")) {
            bench.sync();
            bench.hubSpot.addFault(FaultRule.always(new Fault.Refuse(403, Fault.Body.JSON, OptionalInt.empty()))
                    .on("schemas"));
            bench.hubSpot.mutate(new Mutation.Create("machines", 5, Map.of()));

            var report = bench.sync();

            assertThat(report.leftOut()).extracting(LeftOut::name).contains("custom objects");
            assertThat(bench.table.rows("machine")).hasSize(15);
        }
    }

    @Test
    void customTypesNamedLikeOthersBreakNothing() {
        try (var bench = new Bench(PORTAL, "all")) {
            bench.hubSpot.mutate(new Mutation.CreateType("owners", "owners", 4));
            bench.hubSpot.mutate(new Mutation.CreateType("all", "alls", 3));

            var report = bench.sync();

            assertThat(report.status()).as("%s", report.objects()).isEqualTo(RunReport.Status.SUCCEEDED);
            assertThat(bench.table.rows("companies")).hasSize(30);
            assertThat(bench.table.tables()).contains("owners");
            assertThat(bench.table.rows(bench.table.tables().stream()
                            .filter(table -> table.endsWith("_all"))
                            .findFirst()
                            .orElseThrow()))
                    .hasSize(3);
        }
    }

    @Test
    void aCustomTypeIsFoundByEveryOneOfItsNames() {
        for (var name : List.of("machines", "machine", "2-17013344")) {
            try (var bench = new Bench(PORTAL, name)) {
                assertThat(bench.syncWell().rowsWritten()).as(name).isEqualTo(10);
            }
        }
    }
}
