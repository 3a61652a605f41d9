package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.duckdb.DuckDbDestination;
import io.hubflow.duckdb.DuckDbSettings;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.TokenGrant;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong input of every kind: a clear error, the right exit code, nothing lost. */
class BadInputIT {
    private static Simulator hubSpot;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws IOException {
        hubSpot = Simulator.start(SimulatorOptions.defaults()
                .withRecords(Map.of("contacts", 30L, "companies", 20L, "deals", 10L, "tickets", 10L))
                .withTokens(List.of(
                        TokenGrant.unrestricted("good"),
                        TokenGrant.scoped(
                                "no-deals",
                                "crm.objects.contacts.read",
                                "crm.objects.companies.read",
                                "tickets",
                                "crm.schemas.contacts.read",
                                "crm.schemas.companies.read"),
                        TokenGrant.unrestricted("no-links").refusedBy("associations"),
                        TokenGrant.scoped("nothing", "oauth"))));
    }

    @AfterAll
    static void stop() {
        hubSpot.close();
    }

    @Test
    void aWrongTokenIsRefusedByHubSpot() {
        var run = sync("wrong");

        assertFailedBeforeTheRun(run, 3, "HUBSPOT_TOKEN_REJECTED");
        assertThat(run.out()).doesNotContain("wrong\"");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "two words", "t\u00f6ken"})
    void anEmptyOrMalformedTokenIsNotEvenSent(String token) {
        assertFailedBeforeTheRun(sync(token), 2, "CONFIGURATION_INVALID");
    }

    @Test
    void anObjectTypeWithoutItsScopeFailsAlone() {
        var run = sync("no-deals");

        assertThat(run.code()).isEqualTo(1);
        var json = run.json();
        assertThat(json.get("status").asText()).isEqualTo("partial");
        var deals = json.get("objects").get(2);
        assertThat(deals.get("error").get("code").asText()).isEqualTo("HUBSPOT_SCOPE_MISSING");
        assertThat(deals.get("error").get("message").asText()).contains("crm.objects.deals.read");
        assertThat(json.get("objects").get(0).get("rows_written").asLong()).isEqualTo(30);
        assertThat(json.get("objects").get(3).get("rows_written").asLong()).isEqualTo(10);
    }

    @Test
    void checkNamesTheMissingScope() {
        var run = hubflow("no-deals", "check", "--output", "json");

        assertThat(run.code()).isEqualTo(1).isEqualTo(sync("no-deals").code());
        var deals = run.json().get("checks").get(3);
        assertThat(deals.get("name").asText()).isEqualTo("deals");
        assertThat(deals.get("error").get("message").asText()).contains("crm.objects.deals.read");
        assertThat(run.json().get("checks").get(1).get("ok").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong", "nothing", "no-deals", "good"})
    void checkEndsAsSyncWould(String token) {
        assertThat(hubflow(token, "check").code()).isEqualTo(sync(token).code());
        assertThat(hubflow(token, "check", "--to", "no/folder/x.duckdb").code())
                .isEqualTo(hubflow(token, "sync", "--to", "no/folder/x.duckdb").code());
    }

    @ParameterizedTest
    @Tag("thorough")
    @CsvSource({
        "good,--associations=contacts:products,HubSpot cannot link records of contacts",
        "good,--associations=contacts:unicorns,contacts:unicorns",
        "good,--history=contacts.unicorn,unicorn",
        "good,--where=contacts: unicorn EQ 1,unicorn",
        "good,--include=contacts.unicorn,unicorn",
        "good,--exclude=unicorn,unicorn",
        "good,--mask=contacts.unicorn,unicorn",
        "no-deals,--associations=contacts:deals,The links from contacts to deals were not read"
    })
    void checkFindsBeforehandWhatASyncSaysOfPairsHistoriesAndFilters(String token, String flag, String words) {
        var check = hubflow(token, "check", "--objects", "contacts", flag);
        var sync = hubflow(token, "sync", "--objects", "contacts", flag);

        assertThat(check.out() + check.err()).contains(words);
        assertThat(sync.out() + sync.err()).contains(words);
        assertThat(check.code()).isEqualTo(sync.code()).isNotZero();
    }

    @Test
    void checkFindsPairsOfAllThatMayNotBeRead() {
        var check = hubflow("no-links", "check", "--objects", "contacts,deals", "--output", "json");
        var sync = hubflow("no-links", "sync", "--objects", "contacts,deals", "--output", "json");

        assertThat(check.json().get("checks"))
                .filteredOn(one -> one.get("name").asText().equals("contacts:deals"))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.get("ok").asBoolean()).isFalse();
                    assertThat(one.get("needed").asBoolean()).isFalse();
                });
        assertThat(sync.json().get("status").asText()).isEqualTo("succeeded");
        assertThat(sync.json().get("links_left_out").toString()).contains("contacts:deals");
        assertThat(check.code()).isEqualTo(sync.code()).isZero();
    }

    /** Its tables are there, so it is told of in every run. */
    @Test
    @Tag("thorough")
    void checkFindsThatAPairMayNoLongerBeRead() {
        assertThat(hubflow("good", "sync", "--objects", "contacts,deals").code())
                .isZero();

        var check = hubflow("no-links", "check", "--objects", "contacts,deals");
        var first = hubflow("no-links", "sync", "--objects", "contacts,deals");
        var second = hubflow("no-links", "sync", "--objects", "contacts,deals");

        assertThat(check.out()).contains("The links from contacts to deals were not read");
        assertThat(first.out()).contains("The links from contacts to deals were not read");
        assertThat(second.out()).contains("The links from contacts to deals were not read");
        assertThat(List.of(check.code(), first.code(), second.code())).containsOnly(1);
    }

    /** {@code all} takes in what was loaded before. */
    @Test
    @Tag("thorough")
    void checkOfAllFailsWhereATypeThatWasLoadedMayNoLongerBeRead() {
        assertThat(hubflow("no-deals", "check", "--objects", "all").code()).isZero();
        assertThat(hubflow("good", "sync", "--objects", "all").code()).isZero();

        var check = hubflow("no-deals", "check", "--objects", "all");
        var sync = hubflow("no-deals", "sync", "--objects", "all");

        assertThat(check.code()).isEqualTo(sync.code()).isEqualTo(1);
    }

    @Test
    void checkTriesTheOwnersWhichASyncCanDoWithout() {
        var run = hubflow("no-deals", "check", "--objects", "tickets", "--output", "json");

        assertThat(run.code()).isZero();
        assertThat(run.json().get("status").asText()).isEqualTo("succeeded");
        var owners = run.json().get("checks").get(2);
        assertThat(owners.get("name").asText()).isEqualTo("owners");
        assertThat(owners.get("ok").asBoolean()).isFalse();
        assertThat(owners.get("needed").asBoolean()).isFalse();
        assertThat(owners.at("/error/message").asText()).contains("crm.objects.owners.read");
        assertThat(hubflow("no-deals", "check", "--objects", "tickets").out())
                .contains("A sync leaves out these tables", "Everything is ready");
    }

    @Test
    void checkEndsWithTheCommandThatItChecked() {
        var run = hubflow(
                "good",
                "check",
                "--objects",
                "tickets",
                "--include",
                "hs_*,subject",
                "--to",
                "my crm.duckdb",
                "--token",
                "good");

        assertThat(run.out())
                .endsWith(
                        "Everything is ready: hubflow sync --objects tickets --include 'hs_*,subject' --to 'my crm.duckdb'"
                                + " --token ...\n");
    }

    @ParameterizedTest
    @CsvSource({"SQLite format 3,an SQLite database", "PAR1,a Parquet file", "%PDF-1.7,a PDF file"})
    void aFileOfAnotherProgramIsCalledWhatItIs(String begin, String name) throws IOException {
        Files.writeString(folder.resolve("other.db"), begin + "\0".repeat(5_000));

        for (var line : List.of(
                "sync --to other.db", "check --to other.db", "query --to other.db select%201", "state --to other.db")) {
            var words = java.util.Arrays.stream(line.split(" ")).map(word -> word.replace("%20", " "));
            var run = hubflow("good", words.toArray(String[]::new));

            assertThat(run.code()).isEqualTo(4);
            assertThat(run.out() + run.err()).contains("other.db is " + name + ", not a DuckDB file.");
        }
    }

    @Test
    void aTokenWithoutAnyScopeIsARefusal() {
        var run = sync("nothing");

        assertThat(run.code()).isEqualTo(3);
        assertThat(run.json().get("status").asText()).isEqualTo("failed");
    }

    @Test
    void anUnknownObjectTypeFailsAloneWithASuggestion() {
        var run = hubflow("good", "sync", "--objects", "contacts,compnies", "--output", "json");

        assertThat(run.code()).isEqualTo(1);
        var error = run.json().get("objects").get(1).get("error");
        assertThat(error.get("code").asText()).isEqualTo("OBJECT_TYPE_UNKNOWN");
        assertThat(error.get("message").asText()).contains("compnies").contains("companies");

        assertThat(hubflow("good", "sync", "--objects", "widgets", "--output", "json")
                        .code())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"--include,emaill,email", "--exclude,contacts.emaill,email"})
    void aMisspeltPropertyFilterIsAnErrorWithASuggestion(String flag, String written, String meant) {
        var run = hubflow("good", "sync", "--objects", "contacts", flag, written, "--output", "json");

        assertFailedBeforeTheRun(run, 2, "PROPERTY_UNKNOWN");
        assertThat(run.json().get("error").get("message").asText())
                .contains(written)
                .contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2999-01-01", "soon", "2024-13-01"})
    void anUpdatedAfterThatMakesNoSenseIsRefused(String when) {
        var run = hubflow("good", "sync", "--updated-after", when, "--output", "json");

        assertFailedBeforeTheRun(run, 2, "CONFIGURATION_INVALID");
    }

    @Test
    void anUnreachableHostIsSaidSo() throws IOException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        var run = hubflowAt("http://127.0.0.1:" + port, "good", "sync", "--output", "json");

        assertFailedBeforeTheRun(run, 1, "HUBSPOT_UNREACHABLE");
    }

    @Test
    void callsGoThroughTheProxyOfTheEnvironmentWithItsLogin() throws Exception {
        try (var proxy = new ServerSocket(0)) {
            var seen = new java.util.concurrent.CompletableFuture<String>();
            Thread.ofPlatform().daemon().start(() -> refuseTunnels(proxy, seen));
            var environment = Map.of(
                    "HUBSPOT_ACCESS_TOKEN",
                    "good",
                    "HTTPS_PROXY",
                    "http://me:word-99@127.0.0.1:" + proxy.getLocalPort());

            var run = CommandLineRun.of(folder, environment, "check", "--base-url", "https://api.hubapi.example");

            assertThat(seen.get(3, java.util.concurrent.TimeUnit.MINUTES))
                    .startsWith("CONNECT api.hubapi.example:443 ");
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out() + run.err()).doesNotContain("word-99");
        }
    }

    private static void refuseTunnels(ServerSocket proxy, java.util.concurrent.CompletableFuture<String> firstRequest) {
        try {
            while (true) {
                try (var connection = proxy.accept()) {
                    var reader = new java.io.BufferedReader(new java.io.InputStreamReader(
                            connection.getInputStream(), java.nio.charset.StandardCharsets.ISO_8859_1));
                    var request = new StringBuilder();
                    for (var line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
                        request.append(line).append('\n');
                    }
                    firstRequest.complete(request.toString());
                    connection
                            .getOutputStream()
                            .write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    @Test
    void aTlsFailureIsSaidSo() {
        var url = hubSpot.url().toString().replace("http://", "https://");

        assertFailedBeforeTheRun(hubflowAt(url, "good", "sync", "--output", "json"), 1, "HUBSPOT_UNREACHABLE");
    }

    @Test
    void aServerThatIsNotHubSpotIsSaidSo() throws IOException {
        var server = com.sun.net.httpserver.HttpServer.create(new java.net.InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            var page = "<html>Welcome to nginx</html>".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        try {
            var url = "http://127.0.0.1:" + server.getAddress().getPort();

            assertFailedBeforeTheRun(hubflowAt(url, "good", "sync", "--output", "json"), 1, "HUBSPOT_NOT_HUBSPOT");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aFileThatIsNotDuckDbIsLeftAlone() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "my precious notes, more than a header long ".repeat(20));

        var run = hubflow("good", "sync", "--to", "notes.txt", "--output", "json");

        assertThat(run.code()).isEqualTo(4);
        assertThat(Files.readString(folder.resolve("notes.txt"))).startsWith("my precious notes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bigquery                    | a service that hubflow does not write to",
                "Postgres                    | a service that hubflow does not write to",
                "md                          | for MotherDuck write --to md:DATABASE",
                "jdbc:duckdb:md:x            | for MotherDuck write --to md:DATABASE",
                "md:                         | the name of a MotherDuck database",
                "md:my db                    | the name of a MotherDuck database",
                "md:../x                     | the name of a MotherDuck database",
                "motherduck:x?saas_mode=true | the name of a MotherDuck database",
                "md:x                        | motherduck.token is missing",
                "MotherDuck:my-db            | motherduck.token is missing",
                "motherduck                  | motherduck.database is missing",
                "s3://bucket/x.duckdb        | is an address, not a file",
                "postgres://u:p@host/db      | is an address, not a file",
                "duckdb:crm.duckdb           | Write the file's path alone",
                "db.example.com:5432/crm     | is an address, not a file",
                "snowflake://ORG-ACC/DB      | for Snowflake write --to snowflake",
                "acme.snowflakecomputing.com | for Snowflake write --to snowflake",
                "snowflak                    | Did you mean snowflake?",
                "crm                         | write crm.duckdb, or ./crm",
                "contacts.csv                | whose ending is not a DuckDB file's",
            })
    void aDestinationThatIsNoFileMakesNoFile(String to, String sentence) {
        for (var command : List.of("sync", "check", "state")) {
            var run = hubflow("good", command, "--to", to, "--output", "json");

            assertThat(run.code()).as(run.out() + run.err()).isEqualTo(2);
            assertThat(run.json().at("/error/code").asText()).isEqualTo("CONFIGURATION_INVALID");
            assertThat(run.json().at("/error/message").asText()).contains(sentence);
        }
        assertThat(hubflow("good", "demo", "--to", to).code()).isEqualTo(2);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theFileOfTheConfigurationIsJudgedLikeTheFlag() throws IOException {
        Files.writeString(folder.resolve("hubflow.yaml"), "duckdb:\n  path: md:crm\n");

        var run = hubflow("good", "sync", "--output", "json");

        assertFailedBeforeTheRun(run, 2, "CONFIGURATION_INVALID");
        assertThat(run.json().at("/error/problems/0/line").asInt()).isEqualTo(2);
        assertThat(run.out()).contains("destination: motherduck");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("hubflow.yaml"));
        }
    }

    @Test
    void noTableOfMotherDuckIsExported() {
        var environment = Map.of("HUBSPOT_ACCESS_TOKEN", "good", "motherduck_token", "md-token-1234567890");

        var export = CommandLineRun.of(folder, environment, "export", "files", "--to", "md:crm");

        assertThat(export.code()).as(export.err()).isEqualTo(2);
        assertThat(export.err()).contains("hubflow export reads a DuckDB file", "in MotherDuck COPY");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Snowflake", "SNOWFLAKE", "snowflake"})
    void snowflakeIsSnowflakeHoweverItIsWritten(String to) {
        var run = hubflow("good", "sync", "--to", to, "--output", "json");

        assertFailedBeforeTheRun(run, 2, "CONFIGURATION_INVALID");
        assertThat(run.out()).contains("snowflake.account-identifier");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFileThatHasSuchANameAlreadyIsUsed() throws IOException {
        hubflow("good", "sync", "--objects", "tickets", "--to", "first.duckdb");
        Files.move(folder.resolve("first.duckdb"), folder.resolve("bigquery"));

        assertThat(hubflow("good", "query", "select 1", "--to", "bigquery").code())
                .isZero();
        assertThat(hubflow("good", "sync", "--objects", "tickets", "--to", "./exactly-so")
                        .code())
                .isZero();
    }

    @Test
    void theReportNamesItsDestination() {
        var file = folder.resolve("named.duckdb");

        assertThat(hubflow("good", "sync", "--objects", "tickets", "--to", "named.duckdb", "--output", "json")
                        .json()
                        .get("destination")
                        .asText())
                .isEqualTo("DuckDB file " + file);
        assertThat(hubflow("good", "sync", "--objects", "tickets", "--to", "named.duckdb")
                        .out())
                .endsWith("The tables are in DuckDB file " + file + ".\n");
    }

    @Test
    void anUnknownVariableIsAnErrorWithASuggestion() {
        var environment = Map.of(
                "HUBSPOT_ACCESS_TOKEN",
                "good",
                "HUBFLOW_DUKDB_PATH",
                "x.duckdb",
                "HUBFLOW_BUILD",
                "/somewhere",
                "OTHER_VARIABLE",
                "x");

        var run = CommandLineRun.of(folder, environment, "sync", "--output", "json");

        assertFailedBeforeTheRun(run, 2, "CONFIGURATION_INVALID");
        var problems = run.json().at("/error/problems");
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).get("source").asText()).isEqualTo("HUBFLOW_DUKDB_PATH");
        assertThat(problems.get(0).get("message").asText()).contains("Did you mean HUBFLOW_DUCKDB_PATH?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"pat_eu1_0f81b2c4_77aa", "HUBSPOT_ACCESS_TOKEN_CjkSx81QzLm", "CjkSx81QzLm=", "9f0c77e1d5a24b"})
    void aSecretInTheNameOfAVariableIsNotPrinted(String secret) {
        var environment = Map.of("HUBSPOT_ACCESS_TOKEN", "good", "HUBFLOW_" + secret, "x");

        for (var output : List.of("text", "json")) {
            var run = CommandLineRun.of(folder, environment, "sync", "--output", output);

            assertThat(run.code()).isEqualTo(2);
            assertThat(run.out() + run.err())
                    .contains("HUBFLOW_[hidden]", "is not a setting")
                    .doesNotContain("0f81b2c4", "CjkSx81QzLm", "9f0c77e1d5a24b");
        }
    }

    @Test
    void aMissingFolderIsADestinationFailure() {
        var run = hubflow("good", "sync", "--to", "no/such/folder/x.duckdb", "--output", "json");

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.json().get("error").get("code").asText()).startsWith("DESTINATION_");
        assertThat(hubflow("good", "check", "--to", "no/such/folder/x.duckdb").code())
                .isEqualTo(4);
    }

    @Test
    void aFileInUseIsSaidSoAndTheOtherRunGoesOn() {
        var file = folder.resolve("busy.duckdb");
        try (var other = DuckDbDestination.open(DuckDbSettings.of(file))) {
            var run = hubflow("good", "sync", "--to", "busy.duckdb", "--output", "json");

            assertFailedBeforeTheRun(run, 4, "DESTINATION_LOCKED");
            other.verifyWritable();
        }
    }

    @Test
    void aTableThatSomebodyElseMadeIsNotTouched() throws SQLException {
        var file = folder.resolve("mine.duckdb");
        try (var connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE contacts AS SELECT 1 AS my_own");
        }

        var run = hubflow("good", "sync", "--objects", "contacts", "--to", "mine.duckdb", "--output", "json");

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.out()).contains("DESTINATION_FOREIGN_TABLE");
        assertThat(hubflow("good", "query", "select * from contacts", "--to", "mine.duckdb", "--output", "csv")
                        .out())
                .isEqualTo("my_own\r\n1\r\n");
    }

    @Test
    void aTableThatSomebodyChangedStopsNoOtherObjectType() throws SQLException {
        hubflow("good", "sync", "--objects", "companies,tickets", "--to", "changed.duckdb");
        try (var connection = DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("changed.duckdb"));
                var statement = connection.createStatement()) {
            statement.execute("ALTER TABLE companies ALTER COLUMN annualrevenue TYPE DOUBLE");
        }

        var run =
                hubflow("good", "sync", "--objects", "companies,tickets", "--to", "changed.duckdb", "--output", "json");

        assertThat(run.code()).as(run.out()).isEqualTo(4);
        assertThat(run.json().get("status").asText()).isEqualTo("partial");
        var error = run.json().get("objects").get(0).get("error");
        assertThat(error.get("code").asText()).isEqualTo("DESTINATION_TABLE_REFUSED");
        assertThat(error.get("message").asText()).contains("Column annualrevenue of table companies is DOUBLE now");
        assertThat(run.json().get("objects").get(1).get("error").isNull()).isTrue();
    }

    @Test
    void aStateOfANewerVersionIsNotTouched() throws SQLException {
        hubflow("good", "sync", "--objects", "tickets", "--to", "new.duckdb");
        try (var connection = DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("new.duckdb"));
                var statement = connection.createStatement()) {
            statement.execute("UPDATE _hubflow_meta SET format_version = 99");
        }

        var run = hubflow("good", "sync", "--objects", "tickets", "--to", "new.duckdb", "--output", "json");

        assertFailedBeforeTheRun(run, 4, "DESTINATION_STATE_NEWER");
        assertThat(hubflow("good", "state", "--to", "new.duckdb").code()).isEqualTo(4);
    }

    @Test
    void everyProblemOfTheFileIsReportedTogether() throws IOException {
        Files.writeString(
                folder.resolve("hubflow.yaml"), "objekt-types: [contacts]\nsync:\n  settle-lag: 5\n  refresh: [a]\n");

        var run = hubflow("good", "sync", "--output", "json");

        assertFailedBeforeTheRun(run, 2, "CONFIGURATION_INVALID");
        var problems = run.json().get("error").get("problems");
        assertThat(problems.findValuesAsText("key")).containsExactly("objekt-types", "sync.settle-lag", "sync.refresh");
        assertThat(problems.findValuesAsText("line")).containsExactly("1", "3", "4");
        assertThat(hubflow("good", "sync").err())
                .contains("the configuration has 3 problems:", "Did you mean object-types?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sync --objcts contacts",
                "sync --output xml",
                "synk",
                "sync --token a --token-file b",
                "query",
                "simulate --tier gold",
                "simulate --records contacts",
                "simulate --records unicorns=5",
                "simulate --port notanumber",
                "",
                "config"
            })
    void wrongUsageExitsWithTwo(String line) {
        var run = hubflow("good", line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isNotBlank();
    }

    @Test
    void wrongUsageIsJsonWhereJsonWasAskedFor() {
        assertFailedBeforeTheRun(hubflow("good", "sync", "--nonsense", "--output", "json"), 2, "CONFIGURATION_INVALID");
    }

    @Test
    void aBadStatementIsUsageAndAMissingFileIsTheDestination() {
        hubflow("good", "sync", "--objects", "tickets");

        assertThat(hubflow("good", "query", "selec 1").code()).isEqualTo(2);
        assertThat(hubflow("good", "query", "drop table tickets").code()).isEqualTo(2);
        assertThat(hubflow("good", "query", "select 1", "--to", "nowhere.duckdb")
                        .code())
                .isEqualTo(4);
        assertThat(hubflow("good", "state", "--to", "nowhere.duckdb").code()).isEqualTo(4);
    }

    @Test
    void theDemoReplacesNoFileOfTheUsers() throws IOException {
        Files.writeString(folder.resolve("mine.duckdb"), "precious");

        assertThat(hubflow("good", "demo", "--to", "mine.duckdb").code()).isEqualTo(2);
        assertThat(folder.resolve("mine.duckdb")).hasContent("precious");
    }

    private static void assertFailedBeforeTheRun(CommandLineRun run, int exitCode, String errorCode) {
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(exitCode);
        var json = run.json();
        assertThat(json.get("status").asText()).isEqualTo("failed");
        assertThat(json.get("run_id").isNull()).isTrue();
        assertThat(json.get("objects")).isEmpty();
        assertThat(json.get("error").get("code").asText()).isEqualTo(errorCode);
        assertThat(json.get("error").get("message").asText()).endsWith(".");
    }

    private CommandLineRun sync(String token) {
        return hubflow(token, "sync", "--output", "json");
    }

    private CommandLineRun hubflow(String token, String... arguments) {
        return hubflowAt(hubSpot.url().toString(), token, arguments);
    }

    private CommandLineRun hubflowAt(String url, String token, String... arguments) {
        var environment = new HashMap<String, String>();
        environment.put("HUBSPOT_ACCESS_TOKEN", token);
        environment.put("HUBFLOW_HUBSPOT_BASE_URL", url);
        return CommandLineRun.of(folder, environment, arguments);
    }
}
