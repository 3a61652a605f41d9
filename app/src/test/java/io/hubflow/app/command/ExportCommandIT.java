package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.app.report.Json;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of one small portal as files. */
class ExportCommandIT {
    @TempDir
    static Path folder;

    @BeforeAll
    static void load() throws IOException {
        try (var hubSpot = Simulator.start(SimulatorOptions.defaults()
                .withRecords(Map.of("contacts", 60L, "companies", 8L))
                .withToken("pat-na1-export"))) {
            var environment = new HashMap<>(Map.of(
                    "HUBSPOT_ACCESS_TOKEN",
                    "pat-na1-export",
                    "HUBFLOW_HUBSPOT_BASE_URL",
                    hubSpot.url().toString()));
            var sync = CommandLineRun.of(
                    folder,
                    environment,
                    "sync",
                    "--objects",
                    "contacts,companies",
                    "--include",
                    "email,name,city",
                    "--to",
                    "crm.duckdb");
            assertThat(sync.code()).as(sync.err()).isZero();
        }
    }

    @Test
    void everyTableIsAFileWithTheSameRows() throws Exception {
        var run = export("all");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("contacts", "60", "Exported to " + folder.resolve("all"));
        for (var table : List.of("contacts", "companies", "hubspot_properties", "contacts_companies")) {
            var file = folder.resolve("all/" + table + ".parquet");
            assertThat(values("SELECT count(*) FROM (FROM crm." + table + " EXCEPT ALL FROM '" + file + "')"))
                    .containsExactly("0");
            assertThat(values("SELECT count(*) FROM '" + file + "'"))
                    .isEqualTo(values("SELECT count(*) FROM crm." + table));
        }
        var manifest = Json.read(Files.readString(folder.resolve("all/_export.json")));
        assertThat(manifest.get("tables").findValuesAsText("table")).contains("contacts", "hubspot_owners");
        assertThat(manifest.get("tables").findValuesAsText("table")).noneMatch(name -> name.startsWith("_"));
    }

    @Test
    void csvHasAHeaderAndTheChosenTablesAlone() throws IOException {
        var run = export("text", "--format", "csv", "--tables", "companies");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(names("text")).containsExactlyInAnyOrder("companies.csv", "_export.json");
        assertThat(Files.readString(folder.resolve("text/companies.csv"))).startsWith("_id,_created_at,");
    }

    @Test
    void recordsArePartitionedByTheTimeOfTheirCreation() throws Exception {
        var run = export("parts", "--partition", "year", "--tables", "contacts,hubspot_owners");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(names("parts")).containsExactlyInAnyOrder("contacts", "hubspot_owners.parquet", "_export.json");
        assertThat(values("SELECT _id || '/' || _created_year FROM read_parquet('" + folder.resolve("parts/contacts")
                        + "/*/*.parquet', hive_partitioning = true) ORDER BY _id"))
                .isEqualTo(values(
                        "SELECT _id || '/' || year(_created_at AT TIME ZONE 'UTC') FROM crm.contacts ORDER BY _id"));
    }

    @Test
    void anEarlierExportIsReplacedOnRequestAndNothingElseEver() throws IOException {
        assertThat(export("again").code()).isZero();

        var refused = export("again", "--tables", "companies");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("holds an earlier export", "--replace");
        assertThat(names("again")).contains("contacts.parquet");

        assertThat(export("again", "--tables", "companies", "--replace").code()).isZero();
        assertThat(names("again")).containsExactlyInAnyOrder("companies.parquet", "_export.json");

        Files.createDirectory(folder.resolve("mine"));
        Files.writeString(folder.resolve("mine/thesis.txt"), "years of work");
        assertThat(export("mine", "--replace").err()).contains("no export of hubflow's");
        assertThat(names("mine")).containsExactly("thesis.txt");
    }

    @Test
    void aFailureLeavesNothing() throws IOException {
        assertThat(export("unknown", "--tables", "nothing").err()).contains("There is no table nothing", "contacts");
        assertThat(export("/proc/self/fdinfo/crm").code()).isEqualTo(4);

        assertThat(names("").stream().filter(name -> name.startsWith("."))).isEmpty();
        assertThat(names("")).doesNotContain("unknown");
    }

    private static CommandLineRun export(String target, String... flags) {
        var words = new ArrayList<>(List.of("export", target, "--to", "crm.duckdb"));
        words.addAll(List.of(flags));
        return CommandLineRun.of(folder, Map.of(), words.toArray(String[]::new));
    }

    private static List<String> names(String of) throws IOException {
        try (var files = Files.list(folder.resolve(of))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static List<String> values(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement()) {
            statement.execute("ATTACH '" + folder.resolve("crm.duckdb") + "' AS crm (READ_ONLY)");
            try (var rows = statement.executeQuery(sql)) {
                var values = new ArrayList<String>();
                while (rows.next()) {
                    values.add(rows.getString(1));
                }
                return values;
            }
        }
    }
}
