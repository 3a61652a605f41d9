package io.hubflow.nifi.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.nifi.SourceFlow;
import io.hubflow.nifi.list.CutOffWarehouse.Moment;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.nifi.reporting.InitializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing stays of a record that HubSpot has deleted for good, wherever the flow is cut off and whatever is on its way. */
@Tag("thorough")
class ErasureIT {
    private static final String CLEAR = "zoesecret";

    @TempDir
    Path folder;

    private SourceFlow flow;
    private CutOffWarehouse warehouse;
    private long person;

    @BeforeEach
    void load() throws IOException, InitializationException {
        flow = SourceFlow.start(
                SimulatorOptions.defaults()
                        .withRecords(Map.of("contacts", 20L))
                        .withVirtualClock(Instant.parse("2026-06-01T08:00:00Z")),
                "contacts");
        warehouse = new CutOffWarehouse(folder.resolve("hubspot.duckdb"));
        flow.loadInto(warehouse);
        flow.list().setProperty("Settle Lag", "1 min");
        flow.list().setProperty("Include Properties", "email,lastname,city,hs_object_id,createdate");
        flow.list().setProperty("Property History", "contacts.email,contacts.lastname");
        person = flow.simulator().records("contacts").getFirst().id();
        change("lastname", CLEAR);
        flow.load(flow.plan());
        assertThat(tablesWithClearText()).contains("contacts", "contacts_history");
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void anErasingThatWasCutOffIsFinishedByTheNextRun(Moment moment) {
        delete();
        warehouse.cutOffOnce(moment);
        flow.load(flow.plan());
        assertThat(warehouse.wasCutOff()).isTrue();

        // HubSpot's clock is known to a second, so a run of the same second may count as the earlier one.
        flow.loadAfter(Duration.ofMinutes(1));

        requireErased("_deleted_at IS NOT NULL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"soft", "hard", "ignore"})
    void whatWasReadBeforeTheDeletionLandsWithoutEffect(String deletes) {
        flow.list().setProperty("Deletes", deletes);
        flow.put().setProperty("Deletes", deletes);
        change("city", CLEAR);
        change("email", CLEAR + "@example.com");
        var slices = flow.plan();
        flow.read(slices);
        delete();
        flow.plan();

        flow.land();

        requireErased(deletes.equals("hard") ? "false" : "_deleted_at IS NOT NULL");
    }

    @Test
    void recordsThatWereMergedIntoTheDeletedOneLoseTheirValuesToo() {
        var survivor = flow.simulator().records("contacts").getLast().id();
        flow.simulator()
                .mutate(new Mutation.Merge("contacts", new Target.Ids(List.of(survivor, person)), Optional.empty()));
        pass();
        flow.load(flow.plan());
        pass();
        flow.load(flow.plan());
        assertThat(warehouse.file().values("SELECT CAST(_id AS VARCHAR) FROM contacts WHERE _merged_into IS NOT NULL"))
                .contains(Long.toString(person));

        var left = flow.simulator().tombstones("contacts").stream()
                .filter(row -> row.id() == person)
                .findFirst()
                .orElseThrow();
        flow.simulator()
                .mutate(new Mutation.GdprDelete(
                        "contacts", Target.id(left.mergedInto().getAsLong())));
        pass();
        flow.load(flow.plan());

        assertThat(tablesWithClearText()).isEmpty();
    }

    private void requireErased(String condition) {
        assertThat(tablesWithClearText()).isEmpty();
        assertThat(warehouse.file().values("SELECT CAST(_id AS VARCHAR) FROM contacts WHERE _id = " + person))
                .isEqualTo(warehouse
                        .file()
                        .values("SELECT CAST(_id AS VARCHAR) FROM contacts WHERE _id = " + person + " AND "
                                + condition));
    }

    private void delete() {
        flow.simulator().mutate(new Mutation.GdprDelete("contacts", Target.id(person)));
        pass();
    }

    private void change(String property, String value) {
        flow.simulator().mutate(new Mutation.Update("contacts", Target.id(person), List.of(), Map.of(property, value)));
        pass();
    }

    private void pass() {
        flow.simulator().advance(Duration.ofMinutes(10));
    }

    private List<String> tablesWithClearText() {
        return warehouse
                .file()
                .values("SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE'")
                .stream()
                .filter(table -> !warehouse
                        .file()
                        .values("SELECT '1' FROM \"" + table + "\" t WHERE CAST(t AS VARCHAR) LIKE '%" + CLEAR + "%'")
                        .isEmpty())
                .toList();
    }
}
