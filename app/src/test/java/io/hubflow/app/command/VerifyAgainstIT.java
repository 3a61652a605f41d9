package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.admin.Truth;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code hubflow verify --against} on tables that other tools made. */
class VerifyAgainstIT {
    private static Simulator hubSpot;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws IOException {
        hubSpot = Simulator.start(SimulatorOptions.defaults()
                .withRecords(Map.of("contacts", 1_000L))
                .withToken("secret-token-1"));
    }

    @AfterAll
    static void stop() {
        hubSpot.close();
    }

    /** What Fivetran would have: its names, whole seconds, and a flag for deleted records. */
    @BeforeEach
    void makeTable() throws SQLException {
        var run = hubflow("sync", "--to", "crm.duckdb", "--objects", "contacts", "--include", "email,lastmodifieddate");
        assertThat(run.code()).as(run.err()).isZero();
        alter("""
                create table fivetran as select _id as id, email as property_email,
                    date_trunc('second', _updated_at) as property_lastmodifieddate,
                    _archived as _fivetran_deleted, now() as _fivetran_synced
                from contacts""");
    }

    @ParameterizedTest
    @Tag("thorough")
    @CsvSource({"contact.parquet,(format parquet)", "contact.csv,(header)"})
    void findsExactlyWhatIsMissingStaleOrGoneInAFile(String file, String format) throws SQLException {
        hubSpot.mutate(new Mutation.Archive("contacts", Target.random(10, file.length())));
        var live = new HashSet<>(hubSpot.records("contacts").stream()
                .filter(record -> !record.archived())
                .map(Truth.Row::id)
                .toList());
        var gone = ids().stream().filter(id -> !live.contains(id)).toList();
        var ids = ids().stream().filter(live::contains).toList();
        var missing = ids.subList(100, 110);
        var stale = List.of(ids.get(3), ids.get(250), ids.get(400), ids.get(700), ids.get(960));
        alter(
                "delete from fivetran where id in " + list(missing),
                "update fivetran set property_lastmodifieddate = property_lastmodifieddate - interval 2 minute where id in "
                        + list(stale),
                "copy fivetran to '" + folder.resolve(file) + "' " + format);

        var report = against(6, file, "--id", "id", "--updated", "property_lastmodifieddate");

        assertThat(found(report, "missing")).containsExactlyElementsOf(missing);
        assertThat(found(report, "stale")).containsExactlyElementsOf(stale);
        assertThat(found(report, "extra")).hasSize(10).containsExactlyElementsOf(gone);
        assertThat(report.get("calls").asLong()).isLessThan(30);
    }

    @Test
    @Tag("thorough")
    void saysThatAnEqualTableOfADuckDbFileIsEqual() {
        var report =
                against(0, "fivetran", "--to", "crm.duckdb", "--id", "id", "--updated", "property_lastmodifieddate");

        assertThat(report.get("status").asText()).isEqualTo("equal");
    }

    @Test
    @Tag("thorough")
    void readsARawTableWithTheRecordAsJson() throws SQLException {
        alter(
                "create table raw as select json_object('id', id::varchar, 'updatedAt', strftime(timezone('UTC',"
                        + " property_lastmodifieddate), '%Y-%m-%dT%H:%M:%SZ')) as data from fivetran where not _fivetran_deleted");

        var report = against(0, "raw", "--to", "crm.duckdb", "--id", "data:id", "--updated", "data:updatedAt");

        assertThat(report.get("status").asText()).isEqualTo("equal");
    }

    @Test
    void refusesBadInputBeforeAnyCall() throws SQLException, IOException {
        alter("create table names as select email as id from contacts");
        Files.writeString(folder.resolve("broken.parquet"), "no parquet");
        hubSpot.resetStats();

        assertThat(refusal("fivetran", "--to", "crm.duckdb", "--id", "record_id"))
                .contains("has no column record_id", "property_email");
        assertThat(refusal("fivetran", "--to", "crm.duckdb", "--id", "id", "--updated", "changed"))
                .contains("has no column changed");
        assertThat(refusal("fivetran", "--to", "crm.duckdb", "--id", "id", "--updated", "property_email"))
                .contains("property_email", "is no time");
        assertThat(refusal("names", "--to", "crm.duckdb", "--id", "id")).contains("not a number");
        assertThat(refusal("nothing.parquet", "--id", "id")).contains("no readable file");
        assertThat(refusal("broken.parquet", "--id", "id")).contains("cannot read");
        assertThat(refusal("nowhere", "--to", "crm.duckdb", "--id", "id")).contains("nowhere");
        assertThat(refusal("fivetran", "--to", "crm.duckdb")).contains("--id COLUMN");
        assertThat(hubSpot.stats().total()).isZero();
    }

    private String refusal(String table, String... more) {
        var run = run(table, List.of(more));
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        return run.err();
    }

    private JsonNode against(int code, String table, String... more) {
        var arguments = new ArrayList<>(List.of(more));
        arguments.addAll(List.of("--output", "json"));
        var run = run(table, arguments);
        assertThat(run.code()).as(run.err() + run.out()).isEqualTo(code);
        return run.json();
    }

    private CommandLineRun run(String table, List<String> more) {
        var arguments = new ArrayList<>(List.of("verify", "--objects", "contacts", "--against", table));
        arguments.addAll(more);
        return hubflow(arguments.toArray(String[]::new));
    }

    private static List<Long> found(JsonNode report, String kind) {
        return StreamSupport.stream(report.get("tables").get(0).get("findings").spliterator(), false)
                .filter(finding -> finding.get("kind").asText().equals(kind))
                .map(finding -> finding.get("id").asLong())
                .toList();
    }

    private List<Long> ids() throws SQLException {
        var ids = new TreeSet<Long>();
        try (var connection = DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("crm.duckdb"));
                var rows = connection
                        .createStatement()
                        .executeQuery("select id from fivetran where not _fivetran_deleted")) {
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
