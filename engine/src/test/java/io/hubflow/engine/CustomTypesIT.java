package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.error.ErrorCode;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An object type is its type id: names that collide, go, come back or cannot be told never mix two types' rows. */
final class CustomTypesIT {
    private static final String MACHINES = "2-17013344";

    private static void syncWell(Bench bench, String... objectTypes) {
        bench.request = new SyncRequest(List.of(objectTypes), Optional.empty(), List.of(), List.of());
        bench.syncWell();
    }

    private static void hideSchemas(Bench bench) {
        bench.hubSpot.addFault(FaultRule.always(new Fault.Refuse(403, Fault.Body.JSON, OptionalInt.empty()))
                .on("schemas"));
    }

    @Test
    void customTypesNamedLikeHubflowsOwnStreamsAndTablesGetOtherNames() {
        try (var bench = new Bench(Bench.portal("contacts", 40))) {
            bench.hubSpot.mutate(new Mutation.CreateType("owners", "owners", 20));
            bench.hubSpot.mutate(new Mutation.CreateType("hubspot_owners", "hubspot_owners", 10));

            syncWell(bench, "contacts", "owners", "hubspot_owners");
            var tables = bench.table.tables();
            bench.hubSpot.mutate(new Mutation.Update("owners", Target.random(7, 1), List.of(), Map.of()));
            syncWell(bench, "hubspot_owners", "owners", "contacts");

            assertThat(bench.table.tables()).isEqualTo(tables).hasSize(3).contains("contacts");
            assertThat(tables)
                    .anyMatch(table -> table.startsWith("owners"))
                    .anyMatch(table -> table.matches("hubspot_owners_2_\\d+"));
            assertThat(bench.table.rows(tables.stream()
                            .filter(table -> table.startsWith("owners"))
                            .findFirst()
                            .orElseThrow()))
                    .hasSize(20);
            assertThat(bench.table.reference("hubspot_owners")).isNotEmpty();
        }
    }

    @Test
    void aTypeIdAndItsNameLeadToOneTableWhetherTheSchemaScopeIsThereOrNot() {
        try (var bench = new Bench(Bench.portal("machines", 30))) {
            hideSchemas(bench);
            syncWell(bench, MACHINES);
            assertThat(bench.table.tables()).containsExactly("object_2_17013344");

            bench.hubSpot.clearFaults();
            syncWell(bench, "machines");
            hideSchemas(bench);
            bench.hubSpot.mutate(new Mutation.Create("machines", 5, Map.of()));
            syncWell(bench, "machines", MACHINES);

            assertThat(bench.table.tables()).containsExactly("object_2_17013344");
            assertThat(bench.table.rows("object_2_17013344")).hasSize(35);
        }
    }

    @Test
    void aTypeThatWasLoadedByNameIsFoundByItsIdWhenTheScopeIsGone() {
        try (var bench = new Bench(Bench.portal("machines", 30))) {
            syncWell(bench, "machines");
            var tables = bench.table.tables();

            hideSchemas(bench);
            syncWell(bench, MACHINES);
            syncWell(bench, "machines");

            assertThat(bench.table.tables()).isEqualTo(tables).hasSize(1);
        }
    }

    @Test
    @Tag("thorough")
    void whileCustomTypesCannotBeReadAPairThatBeginsWithOneIsNoMistake() {
        try (var bench = new Bench(
                SimulatorOptions.defaults().withRecords(Map.of("contacts", 10L, "machines", 10L)),
                "contacts",
                "machines")) {
            bench.associating("machines:contacts");
            bench.hubSpot.addFault(FaultRule.always(new Fault.Refuse(500, Fault.Body.JSON, OptionalInt.empty()))
                    .on("schemas"));

            var report = bench.sync();

            assertThat(report.objects().get(0).error()).isEmpty();
            assertThat(report.objects().get(1).error())
                    .hasValueSatisfying(error -> assertThat(error.code()).isEqualTo(ErrorCode.HUBSPOT_UNAVAILABLE));
            assertThat(bench.table.rows("contacts")).hasSize(10);
        }
    }

    @Test
    void aDeletedTypeFailsAloneAndTypesThatAreLinkedToItGoOn() {
        try (var bench =
                new Bench(SimulatorOptions.defaults().withRecords(Map.of("contacts", 40L)), "contacts", "rigs")) {
            bench.hubSpot.mutate(new Mutation.CreateType("rig", "rigs", 30));
            bench.associating("all").syncWell();
            bench.hubSpot.mutate(new Mutation.DeleteType("rigs"));
            bench.hubSpot.mutate(
                    new Mutation.Update("contacts", Target.random(40, 1), List.of(), Map.of("city", "Porto")));
            var report = bench.sync();

            assertThat(report.objects().get(0).error()).isEmpty();
            assertThat(report.objects().get(0).warnings())
                    .singleElement()
                    .satisfies(warning -> assertThat(warning.sentence())
                            .contains("from contacts to rig")
                            .contains("does not know the object type"));
            assertThat(report.objects().get(1).error()).isPresent();
            assertThat(bench.table.rows("contacts").values())
                    .hasSize(40)
                    .allSatisfy(row -> assertThat(row.value("city")).isEqualTo("Porto"));
        }
    }

    @Test
    void aTypeMadeAgainUnderTheNameOfADeletedOneGetsATableOfItsOwn() {
        try (var bench = new Bench(SimulatorOptions.defaults())) {
            bench.hubSpot.mutate(new Mutation.CreateType("rig", "rigs", 30));
            syncWell(bench, "rigs");
            assertThat(bench.table.rows("rig")).hasSize(30);
            bench.hubSpot.mutate(new Mutation.DeleteType("rigs"));
            bench.hubSpot.mutate(new Mutation.CreateType("rig", "rigs", 25));

            syncWell(bench, "rigs");
            syncWell(bench, "rigs");

            var made = bench.table.tables().stream()
                    .filter(table -> table.matches("rig_2_\\d+"))
                    .findFirst()
                    .orElseThrow();
            assertThat(bench.table.rows(made)).hasSize(25);
            assertThat(bench.table.rows("rig")).hasSize(30);
            assertThat(bench.notices)
                    .filteredOn(notice -> notice.contains("is another one than that of type id"))
                    .hasSize(1);
        }
    }
}
