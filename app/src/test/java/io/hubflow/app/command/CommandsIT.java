package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.app.report.Json;
import io.hubflow.duckdb.DuckDbDestination;
import io.hubflow.duckdb.DuckDbSettings;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each command against a HubSpot stand-in: what it prints for people and for programs. */
class CommandsIT {
    private static final Map<String, Long> RECORDS =
            Map.of("contacts", 300L, "companies", 40L, "deals", 30L, "tickets", 20L);

    private static Simulator hubSpot;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws IOException {
        hubSpot =
                Simulator.start(SimulatorOptions.defaults().withRecords(RECORDS).withToken("secret-token-1"));
    }

    @AfterAll
    static void stop() {
        hubSpot.close();
    }

    @Test
    void syncLoadsEverythingThenOnlyWhatChanged() {
        var first = hubflow("sync", "--to", "my.duckdb", "--include", "email,city", "--output", "json")
                .json();

        assertThat(first.get("status").asText()).isEqualTo("succeeded");
        assertThat(first.get("objects").findValuesAsText("object_type"))
                .containsExactly("contacts", "companies", "deals", "tickets");
        assertThat(first.get("objects").findValuesAsText("mode")).containsOnly("snapshot");
        assertThat(first.get("objects").get(0).get("rows_written").asLong()).isEqualTo(300);

        hubSpot.mutate(new Mutation.Update("contacts", new Target.Random(5, 1), List.of("city"), Map.of()));
        var second = hubflow("sync", "--to", "my.duckdb", "--include", "email,city", "--output", "json")
                .json();

        assertThat(second.get("objects").findValuesAsText("mode")).containsOnly("changes");
        assertThat(second.get("objects").get(0).get("rows_written").asLong()).isEqualTo(5);
        assertThat(second.get("run_id").asText())
                .isNotEqualTo(first.get("run_id").asText());
    }

    @Test
    void stateShowsTheLastCommitWhileASyncWritesTheFile() {
        hubflow("sync", "--to", "my.duckdb", "--objects", "tickets");

        try (var syncing = DuckDbDestination.open(DuckDbSettings.of(folder.resolve("my.duckdb")))) {
            assertThat(syncing.loadCheckpoints()).isNotEmpty();
            var people = hubflow("state", "--to", "my.duckdb");
            var programs =
                    hubflow("state", "--to", "my.duckdb", "--output", "json").json();

            assertThat(people.code()).isZero();
            assertThat(people.out()).contains("A sync is writing DuckDB file", "tickets", "up to date");
            assertThat(programs.get("as_of").asText()).isNotBlank();
            assertThat(programs.get("objects"))
                    .singleElement()
                    .satisfies(object ->
                            assertThat(object.get("object_type").asText()).isEqualTo("tickets"));
        }
        assertThat(hubflow("state", "--to", "my.duckdb").out()).doesNotContain("A sync is writing");
    }

    @Test
    void stateSaysWhenASyncHasNotCommittedAnythingYet() {
        try (var syncing = DuckDbDestination.open(DuckDbSettings.of(folder.resolve("new.duckdb")))) {
            assertThat(syncing.loadCheckpoints()).isEmpty();

            assertThat(hubflow("state", "--to", "new.duckdb").out())
                    .contains("A sync is writing DuckDB file", "has not committed any records yet")
                    .doesNotContain("hubflow has not written");
        }
    }

    @Test
    void syncTellsPeopleWithATableAndItsProgressApart() {
        var run = hubflow("sync", "--objects", "tickets,companies");

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("object type", "tickets", "companies", "Done in ")
                .doesNotContain("reading what changed");
        assertThat(run.err()).contains("tickets: loading everything").doesNotContain("\u001b");
        assertThat(folder.resolve("hubflow.duckdb")).exists();
    }

    @Test
    void configurationFileSaysWhatFlagsDoNot() throws IOException {
        Files.writeString(folder.resolve("hubflow.yaml"), """
                object-types: [tickets]
                hubspot:
                  base-url: %s
                  access-token: ${env:MY_TOKEN}
                duckdb:
                  path: from-file.duckdb
                """.formatted(hubSpot.url()));

        var run = CommandLineRun.of(folder, Map.of("MY_TOKEN", "secret-token-1"), "sync", "--output", "json");

        assertThat(run.code()).isZero();
        assertThat(run.json().get("objects").findValuesAsText("object_type")).containsExactly("tickets");
        assertThat(folder.resolve("from-file.duckdb")).exists();
    }

    @Test
    void checkTellsThatAllIsReadyAndLeavesNothingBehind() {
        var run = hubflow("check", "--output", "json");

        assertThat(run.code()).isZero();
        assertThat(run.json().get("status").asText()).isEqualTo("succeeded");
        assertThat(run.json().get("checks").findValuesAsText("name"))
                .containsExactly(
                        "token", "contacts", "companies", "deals", "tickets", "owners", "lists", "destination");
        assertThat(folder).isEmptyDirectory();
        assertThat(hubflow("check").out()).contains("portal 4727653", "readable: 300 records", "Everything is ready");
    }

    @Test
    void discoverListsTypesAndDescribesProperties() {
        var all = hubflow("discover", "--output", "json").json().get("object_types");
        assertThat(all.findValuesAsText("object_type")).contains("contacts", "line_items", "leads");
        assertThat(all.get(0).get("records").asLong()).isEqualTo(300);

        var contacts = hubflow("discover", "contacts", "--output", "json")
                .json()
                .get("object_types")
                .get(0);
        assertThat(contacts.get("properties").findValuesAsText("name")).contains("email", "hs_object_id");
        assertThat(hubflow("discover", "contacts").out())
                .containsPattern("lastmodifieddate +\\S.* +datetime \\(date\\) +TIMESTAMP");
    }

    @Test
    void stateAndQueryReadWhatSyncWrote() {
        hubflow("sync", "--objects", "tickets");

        var state = hubflow("state", "--output", "json").json().get("objects").get(0);
        assertThat(state.get("object_type").asText()).isEqualTo("tickets");
        assertThat(state.get("rows").asLong()).isEqualTo(20);
        assertThat(state.get("phase").asText()).isEqualTo("up to date");
        assertThat(hubflow("state").out()).contains("complete to", "succeeded");

        assertThat(hubflow("query", "select count(*) as n from tickets").out()).isEqualTo(" n\n--\n20\n(1 row)\n");
        assertThat(hubflow("query", "explain select subject from tickets where _id > 5")
                        .out()
                        .lines())
                .hasSizeGreaterThan(5)
                .noneMatch(line -> line.contains("\\n") || line.contains("…"));
        assertThat(hubflow("query", "select count(*) as n, 'a,b' as t from tickets", "--output", "csv")
                        .out())
                .isEqualTo("n,t\r\n20,\"a,b\"\r\n");
        assertThat(hubflow("query", "select 1.50 as a, null as b, true as c", "--output", "json")
                        .out())
                .isEqualTo("[\n{\"a\":1.5,\"b\":null,\"c\":true}\n]\n");
    }

    @Test
    void queryReadsItsStatementFromStdin() {
        hubflow("sync", "--objects", "tickets");

        var run = CommandLineRun.reading(
                "-- Kraków; all of them\nselect count(*) as n\nfrom tickets;\n", folder, environment(), "query", "-");

        assertThat(run.out()).as(run.err()).isEqualTo(" n\n--\n20\n(1 row)\n");
    }

    @Test
    void everyLineOnStderrIsJsonWhereTheLogIs() {
        var run = hubflow("sync", "--objects", "tickets", "--log-format", "json");

        assertThat(run.err().lines())
                .isNotEmpty()
                .allSatisfy(line ->
                        assertThat(Json.read(line).get("message").asText()).isNotBlank())
                .anySatisfy(line -> assertThat(line).contains("tickets: loaded: 20 rows read"));
    }

    @Test
    void aWarningIsOneLineOfAJsonLog() {
        hubSpot.grant(TokenGrant.scoped(
                "pat-na1-narrow-1", "crm.objects.contacts.read", "crm.schemas.contacts.read", "oauth"));
        var environment = new HashMap<>(environment());
        environment.put("HUBSPOT_ACCESS_TOKEN", "pat-na1-narrow-1");

        var run = CommandLineRun.of(
                folder, environment, "sync", "--objects", "contacts", "--sensitive", "*", "--log-format", "json");

        var lines = run.err().lines().map(Json::read).toList();
        assertThat(lines)
                .as(run.err())
                .extracting(line -> line.get("message").asText())
                .doesNotHaveDuplicates();
        assertThat(lines)
                .filteredOn(line -> line.get("message").asText().startsWith("contacts: "))
                .extracting(line -> line.get("level").asText())
                .contains("WARN");
    }

    @Test
    void aStatementMayBeginWithAComment() {
        hubflow("sync", "--objects", "tickets");

        assertThat(hubflow("query", "-- all of them\nselect count(*) as n from tickets", "--output", "csv")
                        .out())
                .isEqualToNormalizingNewlines("n\n20\n");
    }

    @Test
    void stateFitsATerminalOf80ColumnsAndCutsNothing() {
        hubflow("sync", "--objects", "tickets");
        var usual = new HashMap<>(environment());
        usual.put("HUBFLOW_COLUMNS", "80");

        var fitted = CommandLineRun.of(folder, usual, "state").out();

        assertThat(fitted.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        assertThat(fitted).contains("complete to", "succeeded").doesNotContain("…");
    }

    @Test
    void queryFitsItsTableToTheTerminalOrPrintsRecords() {
        hubflow("sync", "--objects", "tickets");
        var narrow = new HashMap<>(environment());
        narrow.put("HUBFLOW_COLUMNS", "40");
        var long3 = "select 'x' as a, repeat('y', 100) as b, repeat('z', 30) as c";

        var fitted = CommandLineRun.of(folder, narrow, "query", long3).out();
        assertThat(fitted.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(40));
        assertThat(fitted).contains("yyyyyyyy", "…", "zzzzzzz");

        var records = CommandLineRun.of(folder, narrow, "query", "from tickets limit 2")
                .out();
        assertThat(records).contains("-- record 1 --\n", "-- record 2 --\n", "_id ", "(2 rows)");

        assertThat(hubflow("query", long3, "--expanded").out())
                .isEqualTo("-- record 1 --\na  x\nb  " + "y".repeat(100) + "\nc  " + "z".repeat(30) + "\n(1 row)\n");
    }

    /** Asked alone, it is answered without the commands; otherwise by them. */
    @Test
    void theVersionIsTheSameHoweverItIsAskedFor() {
        var alone = hubflow("--version");

        assertThat(alone.code()).isZero();
        assertThat(alone.out()).startsWith("hubflow ").contains(", Java ").hasLineCount(1);
        assertThat(hubflow("-V").out()).isEqualTo(alone.out());
        assertThat(hubflow("--version", "sync").out()).isEqualTo(alone.out());
    }

    @Test
    void completionKnowsValues() {
        assertThat(hubflow("completion").out())
                .contains(
                        "line_items",
                        "\"auto\" \"always\" \"never\"",
                        "\"table\" \"csv\" \"json\"",
                        "\"text\" \"json\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sync --objects tickets --output json",
                "sync --objects tickets",
                "check --output json",
                "state",
                "discover tickets",
                "config example",
                "completion",
                "--help",
                "query --output csv|select * from tickets, range(200)",
                "query --output json|select * from tickets, range(200)",
                "query --output table|select * from tickets"
            })
    void outputThatIsCutIsAFailureWithASentence(String line) {
        hubflow("sync", "--objects", "tickets");
        var words = new java.util.ArrayList<>(List.of(line.split("[|]")[0].split(" ")));
        if (line.contains("|")) {
            words.add(line.split("[|]")[1]);
        }

        var run = CommandLineRun.onto(new FullDisk(), folder, environment(), words.toArray(String[]::new));

        assertThat(run.code()).as(run.err()).isEqualTo(1);
        assertThat(run.err()).contains("stdout could not take the whole output (No space left on device).");
    }

    @Test
    void aReaderThatClosesThePipeIsNoCauseForAMessage() {
        hubflow("sync", "--objects", "tickets");

        var run = CommandLineRun.onto(
                new FullDisk("Broken pipe"), folder, environment(), "query", "from tickets", "--output", "csv");

        assertThat(run.code()).isEqualTo(141);
        assertThat(run.err()).isEmpty();
    }

    private static final class FullDisk extends OutputStream {
        private final String message;

        FullDisk() {
            this("No space left on device");
        }

        FullDisk(String message) {
            this.message = message;
        }

        @Override
        public void write(int b) throws IOException {
            throw new IOException(message);
        }
    }

    @Test
    @Tag("thorough")
    void demoVerifiesWhatItLoaded() {
        var run = CommandLineRun.of(folder, Map.of("HUBFLOW_CALLED_AS", "bin/hubflow"), "demo", "--output", "json");

        assertThat(run.err()).contains("[8/8]", "  bin/hubflow check\n").doesNotContain("[9/");
        var json = run.json();
        assertThat(run.code()).isZero();
        assertThat(json.get("verified").asBoolean()).isTrue();
        assertThat(json.get("compared").findValuesAsText("object_type"))
                .containsExactly("contacts", "companies", "deals", "tickets");
        assertThat(json.get("compared").get(0).get("rows").asLong()).isEqualTo(2_150);
        assertThat(json.get("compared").get(0).get("values").asLong()).isGreaterThan(200_000);
        assertThat(json.get("status").asText()).isEqualTo("succeeded");
    }

    @Test
    void noOutputHoldsTheToken() {
        for (var command : List.of(
                List.of("sync", "--objects", "tickets", "-vvv"),
                List.of("check", "-vvv"),
                List.of("config", "show"),
                List.of("discover", "tickets", "-vvv"))) {
            var run = hubflow(command.toArray(String[]::new));

            assertThat(run.out() + run.err()).as(command.toString()).doesNotContain("secret-token-1");
        }
    }

    private CommandLineRun hubflow(String... arguments) {
        return CommandLineRun.of(folder, environment(), arguments);
    }

    private static Map<String, String> environment() {
        return Map.of(
                "HUBSPOT_ACCESS_TOKEN",
                "secret-token-1",
                "HUBFLOW_HUBSPOT_BASE_URL",
                hubSpot.url().toString());
    }
}
