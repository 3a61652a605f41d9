package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.mutation.Mutation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code hubflow serve} against a HubSpot stand-in. */
class ServeIT {
    /** Of each test alone: some of them change the portal. */
    private Simulator hubSpot;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        hubSpot = Simulator.start(SimulatorOptions.defaults()
                .withRecords(Map.of("contacts", 120L, "companies", 20L))
                .withToken("secret-token-1"));
    }

    @AfterEach
    void stop() {
        hubSpot.close();
    }

    private Map<String, String> environment() {
        var environment = new HashMap<String, String>();
        environment.put("HUBSPOT_ACCESS_TOKEN", "secret-token-1");
        environment.put("HUBFLOW_HUBSPOT_BASE_URL", hubSpot.url().toString());
        return environment;
    }

    /** Loads contacts once and does nothing else. */
    private RunningService serveContacts() {
        return serve("--every", "1 day", "--verify-every", "never", "--objects", "contacts", "--include", "email");
    }

    private RunningService serve(String... flags) {
        return new RunningService(folder, environment(), flags);
    }

    @Test
    void loadsAtOnceThenWhatChangesWithoutBeingAskedAgain() {
        try (var service = serve("--every", "5s", "--objects", "companies", "--include", "name")) {
            awaitLoaded(service, "companies", 20);
            var first = service.portal("main").at("/runs/0/run_id").asText();

            hubSpot.mutate(new Mutation.Create("companies", 3, Map.of()));

            awaitLoaded(service, "companies", 23);
            var status = service.portal("main");
            assertThat(status.at("/objects/0/health").asText()).isEqualTo("fresh");
            assertThat(status.at("/objects/0/settled_to").asText()).isNotEmpty();
            assertThat(status.at("/runs").findValuesAsText("run_id"))
                    .contains(first)
                    .hasSizeGreaterThan(1);
            // A run counts its own calls, although the client outlives it.
            assertThat(status.at("/runs/0/calls").asLong()).isLessThan(20);
            assertThat(service.get("/metrics"))
                    .contains("hubflow_rows{object_type=\"companies\",portal=\"main\"} 23.0")
                    .contains("hubflow_merge_seconds_sum{destination=\"duckdb\",portal=\"main\",table=\"companies\"}")
                    .contains("hubflow_calls_total{endpoint=\"list\",portal=\"main\",status=\"200\"}");
            assertThat(service.get("/readyz")).isEqualTo("ready\n");
            assertThat(service.get("/") + service.get("/metrics") + service.out() + service.err())
                    .doesNotContain("secret-token-1");
        }
    }

    @Test
    void verifiesOnAScheduleOfItsOwnOnceSomethingIsLoadedAndTellsWhatDiffers() throws Exception {
        try (var service =
                serve("--every", "1 day", "--verify-every", "1 day", "--objects", "contacts", "--include", "email")) {
            RunningService.await(
                    () -> service.portal("main").at("/verifications").size() == 1
                            && service.portal("main").get("running").isNull());
            var first = service.portal("main");
            assertThat(first.at("/objects/0/last_proof/status").asText()).isEqualTo("equal");
            assertThat(first.at("/objects/0/last_proof/rows").asLong()).isEqualTo(120);
            assertThat(first.at("/verification/next").asText()).isNotEmpty();
            assertThat(first.at("/runs")).hasSize(1);

            deleteARow();
            service.post("/api/v1/portals/main/run?job=verify");

            RunningService.await(() ->
                    service.portal("main").at("/objects/0/health").asText().equals("different"));
            assertThat(service.get("/"))
                    .contains("contacts differs from HubSpot", "1 record of contacts is not what HubSpot has")
                    .contains("hubflow verify --repair");
            assertThat(service.get("/metrics"))
                    .contains("hubflow_proof_different_rows{object_type=\"contacts\",portal=\"main\"} 1.0");
        }
    }

    private void deleteARow() throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("hubflow.duckdb"));
                var statement = connection.createStatement()) {
            statement.execute("DELETE FROM contacts WHERE _id = (SELECT min(_id) FROM contacts)");
        }
    }

    @Test
    void goesOnWhereAnEarlierProcessEnded() {
        try (var service = serveContacts()) {
            awaitLoaded(service, "contacts", 120);
        }
        try (var service = serveContacts()) {
            awaitLoaded(service, "contacts", 120);
            var status = service.portal("main");

            assertThat(status.at("/runs")).hasSize(1);
            assertThat(status.at("/running").isNull()).isTrue();
            assertThat(status.at("/next_run").asText()).isNotEmpty();
        }
    }

    @Test
    void queryAndStateReadTheFileBetweenTwoRuns() {
        try (var service = serveContacts()) {
            awaitLoaded(service, "contacts", 120);

            var query = CommandLineRun.of(folder, environment(), "query", "select count(*) from contacts");

            assertThat(query.out()).contains("120");
        }
    }

    @Test
    @Tag("thorough")
    void onePortalThatFailsHarmsNoOtherAndIsToldByTheWebhook() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("hubflow.yaml"), """
                object-types: [companies]
                include-properties: [name]
                associations: none
                schedule:
                  data-ingestion: 5 seconds
                portals:
                  good:
                    duckdb: {path: good.duckdb}
                  bad:
                    duckdb: {path: bad.duckdb}
                    hubspot: {access-token: "${env:BAD_TOKEN}"}
                """);
        var environment = environment();
        environment.put("BAD_TOKEN", "not-a-token-of-this-portal");
        var posted = new LinkedBlockingQueue<String>();
        var receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            posted.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        environment.put(
                "HUBFLOW_SERVICE_WEBHOOK_URL",
                "http://127.0.0.1:" + receiver.getAddress().getPort() + "/key-of-the-channel");
        try (var service = new RunningService(folder, environment)) {
            RunningService.await(
                    () -> service.portal("bad").at("/health").asText().equals("failing"));
            RunningService.await(() -> service.portal("good").at("/runs").size() >= 2);

            var bad = service.portal("bad").get("problem");
            assertThat(bad.get("code").asText()).isEqualTo("HUBSPOT_TOKEN_REJECTED");
            assertThat(bad.get("action").asText()).isNotEmpty();
            assertThat(service.portal("good").get("health").asText()).isEqualTo("fresh");
            assertThat(service.get("/")).contains("bad failed").doesNotContain("not-a-token-of-this-portal");
            assertThat(posted.poll(3, TimeUnit.MINUTES))
                    .contains("The last run of bad failed", "HUBSPOT_TOKEN_REJECTED")
                    .doesNotContain("not-a-token-of-this-portal");
            assertThat(service.get("/") + service.out() + service.err()).doesNotContain("key-of-the-channel");
        } finally {
            receiver.stop(0);
        }
    }

    @Test
    void tablesOfAnotherPortalAreRefusedAndLeftAsTheyAre() throws IOException {
        assertThat(hubflow("sync", "--objects", "companies").code()).isZero();
        var owners =
                hubflow("query", "select * from hubspot_owners order by id").out();
        try (var other = Simulator.start(SimulatorOptions.defaults()
                .withRecords("companies", 35)
                .withSeed(99)
                .withPortalId(99)
                .withToken("secret-token-1"))) {
            var environment = environment();
            environment.put("HUBFLOW_HUBSPOT_BASE_URL", other.url().toString());
            try (var service = new RunningService(folder, environment, "--every", "5s", "--objects", "companies")) {
                RunningService.await(() ->
                        service.portal("main").at("/problem/code").asText().equals("PORTAL_MISMATCH"));
                assertThat(service.portal("main").at("/health").asText()).isEqualTo("failing");
                assertThat(service.portal("main").get("problem").toString()).contains("another destination");
            }
        }
        assertThat(hubflow("query", "select count(*) as n from companies", "--output", "csv")
                        .out())
                .isEqualToNormalizingNewlines("n\n20\n");
        assertThat(hubflow("query", "select * from hubspot_owners order by id").out())
                .isEqualTo(owners);
    }

    @Test
    void aSecondServiceOnTheSameTablesIsRefused() {
        try (var service = serve("--every", "1 day", "--objects", "companies")) {
            var second = hubflow("serve", "--port", "0", "--objects", "companies");

            assertThat(second.code()).isEqualTo(4);
            assertThat(second.err()).contains("Another hubflow service", "hubflow.duckdb.service", "What to do:");
        }
    }

    @Test
    void aTakenPortIsRefusedAndTheLockGivenBack() {
        try (var service = serve("--every", "1 day", "--objects", "companies")) {
            var port = String.valueOf(service.address.getPort());
            for (var attempt = 0; attempt < 2; attempt++) {
                var second = hubflow("serve", "--port", port, "--to", "other.duckdb");

                assertThat(second.code()).isEqualTo(2);
                assertThat(second.err()).contains("Port " + port + " of 127.0.0.1 is not available", "--port");
            }
        }
    }

    @Test
    void badSchedulesZonesAndPlacesAreToldBeforeAnythingStarts() throws IOException {
        assertThat(hubflow("serve", "--every", "61 * * * *").err()).contains("--every", "is not a cron expression");
        assertThat(hubflow("serve", "--every", "soon").err()).contains("must be a duration such as");
        assertThat(hubflow("serve", "--time-zone", "Europe/Berln").err())
                .contains("must be a time zone", "Europe/Berlin");
        assertThat(hubflow("serve", "--port", "70000").err()).contains("between 0 and 65535");
        assertThat(hubflow("serve", "--host", "0.0.0.0", "--port", "0").err()).contains("without a password");
        Files.writeString(folder.resolve("file"), "");
        var unwritable = hubflow("serve", "--port", "0", "--to", "file/crm.duckdb");
        assertThat(unwritable.code()).isNotZero();
        assertThat(unwritable.err()).contains("What to do:");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'contacts,deals' | 'contacts = 5 minutes; Contacts,deals = 1 day' | names Contacts twice
            'contacts,deals' | 'tickets = 1 day' | names tickets, and object-types does not
            all | 'tickets = 1 day' | cannot be used with object-types: all
            """)
    void groupsThatLeaveOpenWhatHasWhichScheduleAreRefused(String objectTypes, String groups, String sentence)
            throws IOException {
        Files.writeString(
                folder.resolve("hubflow.yaml"),
                "object-types: " + objectTypes + "\nschedule:\n  groups: " + groups + "\n");

        var run = hubflow("serve", "--port", "0");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("schedule.groups " + sentence);
    }

    @Test
    void portalsAreCheckedTogetherAndEveryProblemIsTold() throws IOException {
        Files.writeString(folder.resolve("hubflow.yaml"), """
                portals:
                  one: {}
                  two: {object-types: [contacts]}
                  three: {duckdb: {path: three.duckdb}, hubspot: {access-token: pat-na1-plain}}
                  four: {service: {port: 1}}
                  "f i v e": {}
                """);

        var err = hubflow("serve").err();

        assertThat(err)
                .contains("portals.two writes to the same place as one")
                .contains("portals.three.hubspot.access-token holds the secret itself")
                .contains("belongs to the whole service")
                .contains("has a name that is not 1 to 40 letters, digits, - or _: \"f i v e\"")
                .doesNotContain("pat-na1-plain");
    }

    @Test
    void passwordsAreHashedFromStdin() {
        var hashed =
                CommandLineRun.reading("a long enough password\n", folder, environment(), "service", "hash-password");
        var tooShort = CommandLineRun.reading("short\n", folder, environment(), "service", "hash-password");

        assertThat(hashed.out()).startsWith("$argon2id$").doesNotContain("password");
        assertThat(tooShort.err()).contains("fewer than 12 characters");
    }

    private CommandLineRun hubflow(String... arguments) {
        return CommandLineRun.of(folder, environment(), arguments);
    }

    /** Until a run has ended with so many rows in the table. */
    private static void awaitLoaded(RunningService service, String objectType, long rows) {
        RunningService.await(() -> {
            var portal = service.portal("main");
            return portal.get("running").isNull()
                    && rows(portal, objectType) == rows
                    && !portal.get("runs").isEmpty();
        });
    }

    private static long rows(JsonNode portal, String objectType) {
        for (var object : portal.get("objects")) {
            if (object.get("object_type").asText().equals(objectType)) {
                return object.get("rows").asLong();
            }
        }
        return -1;
    }
}
