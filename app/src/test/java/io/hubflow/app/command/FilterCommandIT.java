package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code --where} and {@code where:} into a DuckDB file. */
final class FilterCommandIT {
    @TempDir
    Path folder;

    private Simulator hubSpot;

    @BeforeEach
    void start() throws IOException {
        hubSpot = Simulator.start(SimulatorOptions.defaults().withRecords(Map.of("deals", 120L, "companies", 30L)));
    }

    @AfterEach
    void stop() {
        hubSpot.close();
    }

    private CommandLineRun run(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--base-url", hubSpot.url().toString(), "--to", "t.duckdb"));
        var environment = new HashMap<String, String>();
        environment.put("HUBSPOT_ACCESS_TOKEN", hubSpot.token());
        return CommandLineRun.of(folder, environment, all.toArray(String[]::new));
    }

    private List<Long> ids(String condition) throws SQLException {
        var ids = new ArrayList<Long>();
        try (var database = DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("t.duckdb"));
                var rows = database.createStatement()
                        .executeQuery("SELECT _id FROM deals WHERE " + condition + " ORDER BY _id")) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        return ids;
    }

    private List<Long> large() {
        return hubSpot.records("deals").stream()
                .filter(row -> !row.archived())
                .filter(row -> !row.properties().getOrDefault("amount", "").isEmpty())
                .filter(row ->
                        new BigDecimal(row.properties().get("amount")).compareTo(BigDecimal.valueOf(50_000)) >= 0)
                .map(row -> row.id())
                .sorted()
                .toList();
    }

    @Test
    void aFilterOfTheFileIsFollowedAndWhatLeavesItIsMarked() throws IOException, SQLException {
        Files.writeString(folder.resolve("hubflow.yaml"), """
                object-types: [deals, companies]
                associations: none
                where:
                  deals: amount GTE 50000
                  companies: name HAS_PROPERTY AND hs_object_id GT 1
                """);
        assertThat(run("sync").code()).isZero();
        assertThat(ids("true")).isEqualTo(large());
        var left = large().subList(0, 3);
        hubSpot.mutate(new Mutation.Update("deals", new Target.Ids(left), List.of(), Map.of("amount", "5")));

        var run = run("sync");

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("3 no longer in the filter");
        assertThat(ids("_out_of_scope")).isEqualTo(left);
        assertThat(ids("_out_of_scope IS NULL")).isEqualTo(large());
    }

    @Test
    @Tag("thorough")
    void verifyFollowsTheFilterAndFindsARowThatWasAlteredByHand() throws IOException, SQLException {
        Files.writeString(folder.resolve("hubflow.yaml"), """
                object-types: [deals]
                associations: none
                where:
                  deals: amount GTE 50000
                """);
        assertThat(run("sync").code()).isZero();
        var left = large().subList(0, 2);
        hubSpot.mutate(new Mutation.Update("deals", new Target.Ids(left), List.of(), Map.of("amount", "5")));
        assertThat(run("sync").code()).isZero();

        var equal = run("verify", "--full", "--output", "json");
        assertThat(equal.code()).as(equal.out() + equal.err()).isZero();
        assertThat(equal.json().get("status").asText()).isEqualTo("equal");
        assertThat(equal.json().findValuesAsText("id")).isEmpty();

        var altered = large().get(4);
        try (var database = DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("t.duckdb"))) {
            database.createStatement().execute("UPDATE deals SET dealname = 'altered' WHERE _id = " + altered);
        }
        var found = run("verify", "--output", "json");
        assertThat(found.code()).as(found.out() + found.err()).isEqualTo(6);
        assertThat(found.json().findValuesAsText("id")).containsExactly(altered.toString());
        assertThat(found.json().findValuesAsText("kind")).containsExactly("wrong");
    }

    @Test
    void aFilterThatAColleagueBrokeInHubSpotStopsItsObjectTypeAlone() throws IOException, SQLException {
        hubSpot.mutate(new Mutation.CreateProperty(
                "deals", "tier", "number", "number", List.of(), "non_sensitive", false, true));
        Files.writeString(folder.resolve("hubflow.yaml"), """
                object-types: [deals, companies]
                where:
                  deals: tier HAS_PROPERTY AND amount GTE 50000
                """);
        assertThat(run("sync").code()).isZero();
        var before = tiered();
        assertThat(ids("_out_of_scope IS NULL")).isEqualTo(before);
        hubSpot.mutate(new Mutation.ArchiveProperty("deals", "tier"));
        hubSpot.mutate(new Mutation.Create("companies", 5, Map.of()));

        var run = run("sync", "--output", "json");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("HubSpot has no property tier", "its rows stay as they are");
        assertThat(run.json().findValuesAsText("object_type")).containsExactly("deals", "companies");
        assertThat(run.json().findValuesAsText("code")).containsExactly("CONFIGURATION_INVALID");
        assertThat(ids("_out_of_scope IS NULL")).isEqualTo(before);
        assertThat(companies()).isEqualTo(35);
        assertThat(run("plan").code()).isEqualTo(1);
        assertThat(run("verify").code()).isEqualTo(1);

        hubSpot.mutate(new Mutation.CreateProperty(
                "deals", "tier", "string", "text", List.of(), "non_sensitive", false, true));
        assertThat(run("sync").code()).isZero();
        assertThat(ids("_out_of_scope IS NULL")).isEqualTo(tiered());
    }

    /** Large deals with a value of the property {@code tier}. */
    private List<Long> tiered() {
        var having = hubSpot.records("deals").stream()
                .filter(row -> !row.properties().getOrDefault("tier", "").isEmpty())
                .map(row -> row.id())
                .toList();
        return large().stream().filter(having::contains).toList();
    }

    private long companies() throws SQLException {
        try (var database = DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("t.duckdb"));
                var rows = database.createStatement().executeQuery("SELECT count(*) FROM companies")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "deals: amout GTE 5|HubSpot has no property amout. Did you mean amount?",
                "deals: amount GTEE 5|GTEE is not an operator. Did you mean GTE",
                "deals: dealname GT 5|dealname is of type string, which does not take GT",
                "deals: amount GT 1 AND amount GT 1 AND amount GT 1 AND amount GT 1 AND amount GT 1|at most 4 can be",
                "deals: amount GT 1 OR amount GT 2 OR amount GT 3 OR amount GT 4 OR amount GT 5 OR amount GT 6|6 groups",
                "tickets: subject EQ a|The filter of tickets is for no requested object type"
            })
    void aWrongFilterIsRefusedBeforeAnythingIsRead(String filter, String expected) {
        var run = run("sync", "--objects", "deals,companies", "--where", filter);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(expected);
        assertThat(hubSpot.stats().rows()).isEmpty();
        for (var command : List.of("plan", "check")) {
            var same = run(command, "--objects", "deals,companies", "--where", filter);
            assertThat(same.code()).as(command).isEqualTo(2);
            assertThat(same.out() + same.err()).contains(expected);
        }
    }
}
