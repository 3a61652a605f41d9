package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.admin.Truth;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.portal.PropertyCatalog.RetypedValues;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code hubflow verify} on DuckDB files that another program has changed. */
class VerifyCommandIT {
    private static Simulator hubSpot;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws IOException {
        hubSpot = Simulator.start(SimulatorOptions.defaults()
                .withRecords(Map.of("contacts", 700L, "companies", 60L, "deals", 300L, "cars", 30L))
                .withCustomTypes("cars")
                .withToken("secret-token-1"));
        hubSpot.mutate(new Mutation.Archive("contacts", Target.random(9, 1)));
        hubSpot.mutate(new Mutation.GdprDelete("contacts", Target.random(4, 2)));
        hubSpot.mutate(new Mutation.Merge("contacts", Target.random(6, 3), Optional.empty()));
    }

    @AfterAll
    static void stop() {
        hubSpot.close();
    }

    @Test
    @Tag("thorough")
    void saysNothingOfTablesThatAreRight() {
        sync();
        hubSpot.mutate(new Mutation.Archive("contacts", Target.random(5, 11)));
        hubSpot.mutate(new Mutation.Merge("contacts", Target.random(4, 12), Optional.empty()));
        sync();

        var verified = verify(0, "--full");

        assertThat(verified.get("status").asText()).as(verified.toString()).isEqualTo("equal");
        for (var table : verified.get("tables")) {
            assertThat(table.get("findings")).as(table.toString()).isEmpty();
            assertThat(table.get("unproven").asLong()).as(table.toString()).isZero();
            assertThat(table.get("fresh").asLong()).as(table.toString()).isZero();
        }
        assertThat(query("select count(*) from _hubflow_verifications where status = 'equal'"))
                .isEqualTo(verified.get("tables").size());
    }

    /** Rows of departed records are not read again when a column is widened: their hash counts it as it was. */
    @Test
    @Tag("thorough")
    void callsNothingWrongAroundAChangeOfType() {
        sync();
        hubSpot.mutate(new Mutation.Archive("companies", Target.random(12, 31)));
        sync();
        hubSpot.mutate(new Mutation.RetypeProperty(
                "companies", "annualrevenue", "string", "text", List.of(), RetypedValues.REGENERATED));

        var before = table(verify(0, "--full"), "companies");
        assertThat(before.get("findings")).isEmpty();
        assertThat(before.get("not_compared")).extracting(JsonNode::asText).containsExactly("annualrevenue");
        sync();
        var after = table(verify(0, "--full"), "companies");
        assertThat(after.get("findings")).isEmpty();
        assertThat(after.get("not_compared")).isEmpty();
        assertThat(query("select count(*) from companies where _archived and annualrevenue is not null"))
                .isPositive();
    }

    @Test
    @Tag("thorough")
    void tellsLiveRowsAndArchivedOnesApart() {
        sync();
        hubSpot.mutate(new Mutation.Archive("deals", Target.random(7, 21)));
        sync();

        var deals = table(verify(0), "deals");

        var archived = query("select count(*) from deals where _archived");
        assertThat(archived).isPositive();
        assertThat(deals.get("archived_rows").asLong()).isEqualTo(archived);
        assertThat(deals.get("live_rows").asLong())
                .isEqualTo(deals.get("hubspot_records").asLong())
                .isEqualTo(query("select count(*) from deals where not _archived"));
        assertThat(deals.get("rows").asLong()).isEqualTo(deals.get("live_rows").asLong() + archived);
        assertThat(query("select max(archived_rows) from _hubflow_verifications where table_name = 'deals'"))
                .isEqualTo(archived);
        assertThat(hubflow("verify", "--to", "crm.duckdb", "--objects", "deals").out())
                .contains("in HubSpot", "live rows", "archived rows");
    }

    @Test
    @Tag("thorough")
    void archivedRowsThatAnEarlierChoiceOfPropertiesWroteAreRight() throws SQLException {
        sync();
        var archived = hubSpot.mutate(new Mutation.Archive("companies", Target.random(4, 31)))
                .ids();
        run(0, "sync", "--to", "crm.duckdb", "--objects", "companies", "--include", "companies.*date*");
        sync();

        assertThat(verify(0).get("status").asText()).isEqualTo("equal");

        alter("update companies set name = 'somebody else' where _id = " + archived.getFirst());
        assertThat(ids(verify(6), "companies", "extra")).containsExactly(archived.getFirst());
    }

    @Test
    void comparesTheTypesThatAreThereWhereNoneAreNamed() {
        assertThat(hubflow("sync", "--to", "two.duckdb", "--objects", "companies,cars")
                        .code())
                .isZero();

        var verified = hubflow("verify", "--to", "two.duckdb", "--output", "json");

        assertThat(verified.code()).as(verified.err()).isZero();
        assertThat(verified.json().get("tables").findValuesAsText("object_type"))
                .contains("companies", "cars")
                .doesNotContain("contacts", "tickets");
    }

    @Test
    void typesThatHubSpotCannotSearchAndHasNoRecordsOfAreEqual() {
        run(0, "sync", "--to", "two.duckdb", "--objects", "companies,communications");

        var verified = hubflow("verify", "--to", "two.duckdb", "--objects", "communications", "--output", "json");

        assertThat(verified.code()).as(verified.out() + verified.err()).isZero();
        assertThat(table(verified.json(), "communications").get("findings")).isEmpty();

        hubSpot.mutate(new Mutation.Create("communications", 3, Map.of()));
        run(0, "verify", "--to", "two.duckdb", "--objects", "communications");
    }

    @Test
    void findsNamesAndRepairsWhatAnotherProgramDidToRowsAndLinks() throws SQLException {
        sync();
        var ids = ids("contacts");
        var deleted = ids.subList(10, 14);
        var altered = ids.subList(100, 103);
        var doubled = ids.subList(200, 202);
        var dealsDeleted = ids("deals").subList(3, 5);
        alter(
                "delete from contacts where _id in " + list(deleted),
                "update contacts set email = 'somebody@else.example' where _id in " + list(altered),
                "insert into contacts from contacts where _id in " + list(doubled),
                "insert into contacts select * replace (987654321 as _id) from contacts where _id = " + ids.get(300),
                "insert into contacts (_id, email) values (987654322, 'no@body.example')",
                "delete from deals where _id in " + list(dealsDeleted),
                "update deals set amount = amount + 1 where _id = "
                        + ids("deals").get(100));
        var dealAltered = ids("deals").get(98);
        var linked = ids("contacts_companies", "from_id");
        alter(
                "delete from contacts_companies where from_id = " + linked.get(1),
                "update contacts_companies set label = 'made up' where from_id = " + linked.get(5),
                "insert into contacts_companies from contacts_companies where from_id = " + linked.get(8),
                "insert into contacts_companies (from_id, to_id, type_id) values (" + linked.get(12) + ", 77777, 1)",
                "insert into contacts_companies (from_id, to_id, type_id) values (987654321, 77777, 1)");

        var found = verify(6);

        assertThat(ids(found, "contacts", "missing")).containsExactlyElementsOf(deleted);
        assertThat(ids(found, "contacts", "wrong")).containsExactlyElementsOf(altered);
        var extra = new ArrayList<>(doubled);
        extra.addAll(List.of(987654321L, 987654322L));
        assertThat(ids(found, "contacts", "extra")).containsExactlyInAnyOrderElementsOf(extra);
        assertThat(ids(found, "deals", "missing")).containsExactlyElementsOf(dealsDeleted);
        assertThat(ids(found, "deals", "wrong")).containsExactly(dealAltered);
        assertThat(allIds(found, "contacts_companies"))
                .containsExactlyInAnyOrder(linked.get(1), linked.get(5), linked.get(8), linked.get(12), 987654321L);

        var repaired = verify(0, "--repair");

        assertThat(repaired.get("status").asText()).isEqualTo("repaired");
        var again = verify(0, "--full");
        assertThat(again.get("status").asText()).as(again.toString()).isEqualTo("equal");
        assertThat(query("select count(*) from contacts")).isEqualTo(query("select count(distinct _id) from contacts"));
        assertThat(
                        query(
                                "select count(*) from contacts where _deleted_at is null and _merged_into is null and not _archived"))
                .isEqualTo(hubSpot.records("contacts").stream()
                        .filter(row -> !row.archived())
                        .count());
        assertThat(query("select count(*) from contacts_companies"))
                .isEqualTo(hubSpot.links("contacts", "companies").size());
        assertThat(
                        query(
                                "select count(*) from _hubflow_verifications where table_name = 'contacts' and status = 'repaired'"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @Tag("thorough")
    @ValueSource(strings = {"soft", "hard", "ignore"})
    void understandsScopesAndEveryWayToTreatDeletedRecords(String deletes) throws SQLException {
        var modified = hubSpot.records("contacts").stream()
                .map(Truth.Row::updatedAt)
                .sorted()
                .toList();
        var after = modified.get(modified.size() / 3).toString();
        String[] scope = {
            "--to",
            "crm.duckdb",
            "--objects",
            "contacts",
            "--updated-after",
            after,
            "--deletes",
            deletes,
            "--include",
            "email,hs_object_id"
        };
        run(0, "sync", scope);
        hubSpot.mutate(new Mutation.Archive("contacts", Target.random(6, 21)));
        hubSpot.mutate(new Mutation.GdprDelete("contacts", Target.random(3, 22)));
        hubSpot.mutate(new Mutation.Merge("contacts", Target.random(4, 23), Optional.empty()));
        run(0, "sync", scope);
        run(0, "verify", with(scope, "--full"));

        var ids = ids("contacts");
        alter(
                "delete from contacts where _id = " + ids.get(4),
                "update contacts set email = null where _id = " + ids.get(30),
                "update contacts set _updated_at = _updated_at - interval 1 hour where _id = " + ids.get(50));

        run(6, "verify", scope);
        run(0, "verify", with(scope, "--repair"));
        run(0, "verify", with(scope, "--full"));
    }

    private static String[] with(String[] scope, String more) {
        return Stream.concat(Stream.of(scope), Stream.of(more)).toArray(String[]::new);
    }

    private void run(int code, String command, String... flags) {
        var run = hubflow(Stream.concat(Stream.of(command), Stream.of(flags)).toArray(String[]::new));
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(code);
    }

    private void sync() {
        var run = hubflow(
                "sync",
                "--to",
                "crm.duckdb",
                "--objects",
                "contacts,companies,deals,cars",
                "--history",
                "deals.dealstage");
        assertThat(run.code()).as(run.err()).isZero();
    }

    private JsonNode verify(int code, String... more) {
        var arguments = new ArrayList<>(List.of(
                "verify",
                "--to",
                "crm.duckdb",
                "--objects",
                "contacts,companies,deals,cars",
                "--history",
                "deals.dealstage",
                "--output",
                "json"));
        arguments.addAll(List.of(more));
        var run = hubflow(arguments.toArray(String[]::new));
        assertThat(run.code()).as(run.err() + run.out()).isEqualTo(code);
        return run.json();
    }

    private static List<Long> ids(JsonNode report, String table, String kind) {
        return findings(report, table)
                .filter(finding -> finding.get("kind").asText().equals(kind))
                .map(finding -> finding.get("id").asLong())
                .toList();
    }

    private static List<Long> allIds(JsonNode report, String table) {
        return findings(report, table)
                .map(finding -> finding.get("id").asLong())
                .toList();
    }

    private static Stream<JsonNode> findings(JsonNode report, String table) {
        return StreamSupport.stream(table(report, table).get("findings").spliterator(), false);
    }

    private static JsonNode table(JsonNode report, String table) {
        return StreamSupport.stream(report.get("tables").spliterator(), false)
                .filter(one -> one.get("table").asText().equals(table))
                .findFirst()
                .orElseThrow();
    }

    private List<Long> ids(String table) throws SQLException {
        return ids(table, "_id");
    }

    /** Ids of live rows, ascending. */
    private List<Long> ids(String table, String column) throws SQLException {
        var condition =
                column.equals("_id") ? " where _deleted_at is null and _merged_into is null and not _archived" : "";
        var ids = new TreeSet<Long>();
        try (var connection = DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("crm.duckdb"));
                var rows =
                        connection.createStatement().executeQuery("select " + column + " from " + table + condition)) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        return List.copyOf(ids);
    }

    private void alter(String... statements) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("crm.duckdb"));
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private long query(String sql) {
        return hubflow("query", sql, "--to", "crm.duckdb", "--output", "csv")
                .out()
                .lines()
                .skip(1)
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }

    private static String list(List<Long> ids) {
        return ids.toString().replace('[', '(').replace(']', ')');
    }

    private CommandLineRun hubflow(String... arguments) {
        var environment = Map.of(
                "HUBSPOT_ACCESS_TOKEN",
                "secret-token-1",
                "HUBFLOW_HUBSPOT_BASE_URL",
                hubSpot.url().toString());
        return CommandLineRun.of(folder, environment, arguments);
    }
}
