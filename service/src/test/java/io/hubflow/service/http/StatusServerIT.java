package io.hubflow.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.service.HubflowService;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the HTTP server answers, to friends and to others. */
class StatusServerIT {
    private static RunningServer running;

    @BeforeAll
    static void start() {
        running = RunningServer.open();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/v1/status", "/metrics", "/assets/app.js", "/sign-in", "/no-such-page"})
    void everyAnswerForbidsInlineScriptsSniffingFramesAndCaching(String path) {
        var headers = running.get(path).headers();

        assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(headers.firstValue("Cache-Control")).isPresent();
        assertThat(headers.firstValue("Server")).isEmpty();
    }

    @Test
    void thePageShowsRowsLagAndQuota() {
        var page = running.get("/").body();

        assertThat(page).contains("12,345", "2026-11-28 10:00:00", "of 190", "50,000 of 650,000", "contacts_companies");
        assertThat(page).doesNotContainPattern("<script>|style=\"|onclick");
    }

    @Test
    void textsFromHubSpotAreNeverMarkup() {
        var hostile = "\"><img src=x onerror=alert(%s)>'</li><script>alert(2)</script>";
        running.portal.property(hostile.formatted("name"));
        assertIsText("name");
        running.portal.label(hostile.formatted("label"));
        assertIsText("label");
    }

    private static void assertIsText(String mark) {
        running.service.find("main").orElseThrow().runNow("");
        RunningServer.await(() -> running.get("/").body().contains("onerror=alert(" + mark));

        assertThat(running.get("/").body())
                .contains("&lt;img src=x onerror=alert(" + mark)
                .doesNotContain("<img src=x", "<script>alert");
    }

    @Test
    void aProblemIsToldInWordsAndGoesAwayWithTheNextGoodRun() {
        running.portal.failWith(new ConnectorException(
                ErrorCode.HUBSPOT_UNREACHABLE, "HubSpot does not answer.", "Nothing was read.", "Check the network."));
        running.service.find("main").orElseThrow().runNow("sync");
        RunningServer.await(() -> running.get("/").body().contains("HubSpot does not answer."));
        assertThat(running.get("/").body()).contains("The last run failed", "Check the network.");

        running.portal.failWith(null);
        running.service.find("main").orElseThrow().runNow("sync");
        RunningServer.await(() -> !running.get("/").body().contains("HubSpot does not answer."));
    }

    @Test
    void aVerificationSaysInWordsWhatDiffersUntilTheNextOneFindsNothing() {
        running.portal.differ(2);
        running.service.find("main").orElseThrow().runNow("verify");
        awaitPage("2 records of contacts are not what HubSpot has.");
        var page = running.get("/").body();
        assertThat(page)
                .contains("contacts differs from HubSpot", "stale 1: HubSpot changed it &lt;b&gt;later", "What to do:")
                .contains("compared with HubSpot only when asked");
        assertThat(running.get("/metrics").body())
                .contains("hubflow_proof_different_rows{object_type=\"contacts\",portal=\"main\"} 2.0")
                .contains(
                        "hubflow_last_proof_timestamp_seconds{object_type=\"contacts\",portal=\"main\"} 1.795860002E9");
        var address = page.substring(page.indexOf("/portals/main/verifications/"));
        assertThat(running.get(address.substring(0, address.indexOf('"'))).body())
                .contains("Differs", "2026-11-28 10:00:00");

        running.portal.differ(0);
        running.service.find("main").orElseThrow().runNow("verify");
        awaitPage("Everything is fresh and proven");
        assertThat(running.get("/api/v1/portals/main").body())
                .contains("\"words\":\"All 12,345 rows are what HubSpot has.\"");
    }

    @Test
    void aVerificationThatCannotBeDoneIsToldBesideTheLastProof() {
        running.portal.failWith(new ConnectorException(
                ErrorCode.HUBSPOT_UNREACHABLE, "HubSpot is away.", "Nothing was compared.", "Check the network."));
        running.service.find("main").orElseThrow().runNow("verify");
        awaitPage("HubSpot is away.");
        assertThat(running.get("/").body()).doesNotContain("The last run failed");
        assertThat(running.get("/metrics").body()).contains("hubflow_verification_failing{portal=\"main\"} 1.0");

        running.portal.failWith(null);
        running.service.find("main").orElseThrow().runNow("verify");
        RunningServer.await(() -> !running.get("/").body().contains("HubSpot is away."));
    }

    private static void awaitPage(String text) {
        RunningServer.await(() -> running.get("/").body().contains(text));
    }

    @Test
    void anUnknownPortalRunOrJobIsNotFound() {
        assertThat(running.get("/api/v1/portals/other").statusCode()).isEqualTo(404);
        assertThat(running.get("/api/v1/portals/other").body())
                .contains("\"code\":\"NOT_FOUND\"", "no portal of that name");
        assertThat(running.get("/api/v1/portals/main/runs/7").statusCode()).isEqualTo(404);
        assertThat(post("/api/v1/portals/main/run?job=none").statusCode()).isEqualTo(404);
    }

    private java.net.http.HttpResponse<String> post(String path, String... headers) {
        var request = running.request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.noBody());
        for (var i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return running.send(request);
    }

    @Test
    void aProgramCanPauseResumeAndRun() {
        assertThat(post("/api/v1/portals/main/pause").body()).contains("\"paused\":true");
        assertThat(post("/api/v1/portals/main/resume").body()).contains("\"paused\":false");
        var runs = running.portal.runs();

        assertThat(post("/api/v1/portals/main/run").statusCode()).isEqualTo(202);

        RunningServer.await(() -> running.portal.runs() > runs);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ?jobs=verify |                    | 400 | Unknown parameter
                                 | {"jbo": "verify"}  | 400 | Unknown field
                                 | {"job": 7}         | 400 | a JSON object such as
                                 | ["verify"]         | 400 | a JSON object such as
                                 | {"job": "verify"   | 400 | a JSON object such as
                                 | {} {}              | 400 | a JSON object such as
                    ?job=sync    | {"job": "verify"}  | 400 | different jobs
                                 | {"job": "none"}    | 404 | no job of that name
                    """)
    void aRequestThatIsNotUnderstoodStartsNothing(String query, String body, int status, String sentence) {
        var runs = running.portal.runs();

        var answer = running.send(running.request("/api/v1/portals/main/run" + Objects.requireNonNullElse(query, ""))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Objects.requireNonNullElse(body, ""))));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(sentence);
        assertThat(running.portal.runs()).isEqualTo(runs);
    }

    @Test
    void aProgramCanNameTheJobInTheBody() {
        var verifications = running.portal.verifications();

        var answer = running.send(running.request("/api/v1/portals/main/run")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"job\": \"verify\"}")));

        assertThat(answer.statusCode()).isEqualTo(202);
        RunningServer.await(() -> running.portal.verifications() > verifications);
    }

    @Test
    void whatChangesSomethingIsRefusedToOtherSitesAndPlainForms() {
        assertThat(post("/api/v1/portals/main/pause", "Origin", "https://evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(post("/api/v1/portals/main/pause", "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
        var form = HttpRequest.BodyPublishers.ofString("portal=main");
        assertThat(running.send(running.request("/api/v1/portals/main/pause")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(form))
                        .statusCode())
                .isEqualTo(415);
        assertThat(running.send(running.request("/actions/pause").POST(form)).statusCode())
                .isEqualTo(403);
        assertThat(running.service.find("main").orElseThrow().status().paused()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE /",
                "PUT /api/v1/status",
                "POST /metrics",
                "TRACE /",
                "GET /actions/run",
                "PATCH /assets/app.js"
            })
    void wrongMethodsAreRefused(String line) {
        assertThat(running.raw(line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405");
    }

    @Test
    void aForgedHostGetsNothing() {
        for (var path : List.of("/", "/api/v1/status", "/metrics", "/events", "/healthz")) {
            var answer = running.raw("GET " + path + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 421").doesNotContain("contacts");
        }
        assertThat(running.raw("GET /healthz HTTP/1.1\r\nHost: localhost:9999\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/../openapi.json",
                "/assets/%2e%2e/openapi.json",
                "/assets/..%2fopenapi.json",
                "/assets//etc/passwd",
                "/..%5c..%5cetc/passwd",
                "/assets/app.css%00.js",
                "/portals/main/runs/..%2f..%2f"
            })
    void pathsLeadNowhereElse(String path) {
        var answer = running.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).matches("(?s)HTTP/1.1 (400|404) .*").doesNotContain("root:", "\"openapi\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
                "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: local host\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n"
            })
    void malformedRequestsGetAClientErrorWithoutInternals(String request) {
        var answer = running.raw(request);

        assertThat(answer).matches("(?s)(HTTP/1.1 (4\\d\\d|505) .*|)").doesNotContain("jetty", "at org.", "at io.");
    }

    @Test
    void headersFormsAndBodiesHaveASizeLimit() {
        var longHeader = "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(20_000) + "\r\n\r\n";
        assertThat(running.raw(longHeader)).startsWith("HTTP/1.1 431");
        var longForm = HttpRequest.BodyPublishers.ofString("password=" + "x".repeat(40_000));
        assertThat(running.send(running.request("/sign-in").POST(longForm)).statusCode())
                .isEqualTo(413);
        var longBody = HttpRequest.BodyPublishers.ofString(" ".repeat(40_000));
        assertThat(running.send(running.request("/api/v1/portals/main/run")
                                .header("Content-Type", "application/json")
                                .POST(longBody))
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void clientsThatSendHalfARequestHoldNobodyUp() throws IOException {
        var sockets = new ArrayList<Socket>();
        try {
            for (var i = 0; i < 100; i++) {
                var socket = new Socket("127.0.0.1", running.port());
                socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: loc".getBytes(StandardCharsets.US_ASCII));
                sockets.add(socket);
            }
            assertThat(running.get("/healthz").body()).isEqualTo("ok\n");
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void threeHundredOpenPagesAllHearOfAChange() throws IOException {
        assertAllHearOfAChange(300);
    }

    @Test
    @Tag("stress")
    void aThousandOpenPagesAllHearOfAChange() throws IOException {
        assertAllHearOfAChange(1_000);
    }

    private static void assertAllHearOfAChange(int pages) throws IOException {
        var sockets = new ArrayList<Socket>();
        try {
            for (var i = 0; i < pages; i++) {
                var socket = new Socket("127.0.0.1", running.port());
                socket.setSoTimeout(180_000);
                socket.getOutputStream()
                        .write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                sockets.add(socket);
            }
            var readers = new ArrayList<BufferedReader>();
            for (var socket : sockets) {
                var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                awaitEvent(reader);
                readers.add(reader);
            }
            running.service.changes().happened();
            for (var reader : readers) {
                awaitEvent(reader);
            }
            assertThat(running.get("/healthz").statusCode()).isEqualTo(200);
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    private static void awaitEvent(BufferedReader reader) throws IOException {
        var line = reader.readLine();
        while (!line.equals("event: status")) {
            line = reader.readLine();
        }
    }

    @Test
    void aTakenPortIsToldWithWhatToDo() {
        var settings = HttpSettings.loopback(running.port());

        assertThatThrownBy(() -> StatusServer.start(empty(), settings, InstantSource.system()))
                .isInstanceOfSatisfying(ConnectorException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID);
                    assertThat(failure.what()).contains(String.valueOf(running.port()));
                    assertThat(failure.action()).contains("--port");
                });
    }

    @Test
    void otherMachinesNeedAPasswordOrToken() {
        var open = new HttpSettings("0.0.0.0", 0, Set.of(), Optional.empty(), Optional.empty());

        assertThatThrownBy(() -> StatusServer.start(empty(), open, InstantSource.system()))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("without a password")
                .hasMessageContaining("hash-password");
    }

    private static HubflowService empty() {
        return new HubflowService("1.0", InstantSource.system(), 1);
    }
}
