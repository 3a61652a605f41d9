package io.hubflow.hubspot;

import static io.hubflow.hubspot.FakeTransport.answer;
import static io.hubflow.hubspot.FakeTransport.answering;
import static io.hubflow.hubspot.FakeTransport.failing;
import static io.hubflow.hubspot.FakeTransport.ok;
import static io.hubflow.hubspot.FakeTransport.plain;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.quota.ManualTimeline;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Whatever HubSpot answers, no token, no body and no e-mail address comes out of the client but through its records. */
final class SecretsTest {
    private static final List<String> SECRETS = List.of(
            "tok-SECRET", "client-SECRET", "refresh-SECRET", "access-SECRET", "body-SECRET", "anna@example.com");
    private static final String ECHO = "{\"status\":\"error\",\"message\":\"TOKEN Bearer x anna@example.com\","
            + "\"category\":\"tok SECRET\",\"correlationId\":\"Bearer TOKEN\",\"error\":\"client SECRET\","
            + "\"properties\":\"body-SECRET\",\"error_description\":\"refresh-SECRET client-SECRET\"}";

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();

    @BeforeEach
    void listen() {
        log.start();
        logging.getLogger("ROOT").addAppender(log);
        logging.getLogger("ROOT").setLevel(Level.TRACE);
    }

    @AfterEach
    void stopListening() {
        logging.getLogger("ROOT").detachAppender(log);
        logging.getLogger("ROOT").setLevel(Level.OFF);
    }

    @Test
    void noAnswerBringsASecretIntoAFailureOrTheLog() {
        var seen = new ArrayList<String>();
        for (var status : List.of(
                200, 201, 204, 207, 301, 302, 400, 401, 403, 404, 405, 409, 414, 418, 423, 429, 477, 500, 501, 502, 503,
                521, 530)) {
            for (var body : List.of(ECHO, "<html>body-SECRET</html>", "body-SECRET", "{\"results\":[body-SECRET", "")) {
                var repeatsToken = body.replace("TOKEN", "tok-SECRET");
                seen.add(failure(new AccessTokens.Static("tok-SECRET"), answer(status, repeatsToken)));
                seen.add(failure(new AccessTokens.Static("tok-SECRET"), plain(status, repeatsToken)));
                seen.add(failure(oauth(), grant(), answer(status, body.replace("TOKEN", "access-SECRET"))));
                seen.add(failure(oauth(), answer(status, body)));
            }
        }
        seen.add(failure(new AccessTokens.Static("tok-SECRET"), failing(new IOException("reset"))));
        seen.add(failure(new AccessTokens.Static("tok-SECRET\n")));

        assertThat(seen).hasSizeGreaterThan(400);
        seen.forEach(SecretsTest::assertClean);
    }

    @Test
    void aServedCallIsLoggedByItsPathAlone() {
        var body =
                "{\"results\":[{\"id\":\"1\",\"createdAt\":\"1\",\"updatedAt\":\"1\",\"properties\":{\"email\":\"body-SECRET\"}}]}";
        var client = Clients.over(
                answering(ok(body)), new ManualTimeline(), ApiDialect.V2026_09, new AccessTokens.Static("tok-SECRET"));
        client.listRecords(new ListRequest(
                "contacts", PropertySelection.of(List.of("email")), Optional.of("body-SECRET"), 10, RecordState.LIVE));

        assertThat(log.list.stream().map(ILoggingEvent::getFormattedMessage))
                .containsExactly("GET /crm/objects/2026-09/contacts 200 " + body.length() + " bytes 0 ms");
    }

    @Test
    void secretsAreHiddenWhenPrinted() {
        var call = Call.postJson(
                CallKind.SEARCH, "contacts", "/x", "body-SECRET".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        var request = new Transport.Request(
                "POST", java.net.URI.create("https://h/x"), "tok-SECRET", call.body(), Duration.ofSeconds(1));
        var settings = HubSpotSettings.of(HubSpotSettings.DEFAULT_BASE_URL, new AccessTokens.Static("tok-SECRET"));

        assertThat(List.of(oauth().toString(), call.toString(), request.toString(), settings.toString()))
                .allSatisfy(SecretsTest::assertClean);
    }

    private String failure(AccessTokens tokens, FakeTransport.Step... steps) {
        log.list.clear();
        var text = new StringWriter();
        try {
            var client = Clients.over(answering(steps), new ManualTimeline(), ApiDialect.V2026_09, tokens);
            client.listRecords(Clients.contacts());
        } catch (ConnectorException e) {
            e.printStackTrace(new PrintWriter(text));
            text.append(e.what()).append(e.meaning()).append(e.action());
        }
        assertThat(text.toString()).isNotEmpty();
        log.list.forEach(event -> text.append(event.getFormattedMessage()).append('\n'));
        return text.toString();
    }

    private static void assertClean(String text) {
        assertThat(text).doesNotContain(SECRETS);
    }

    private static AccessTokens oauth() {
        return new AccessTokens.OAuthRefresh("client-SECRET", "client-SECRET", "refresh-SECRET", Duration.ZERO);
    }

    private static FakeTransport.Step grant() {
        return ok("{\"access_token\":\"access-SECRET\",\"expires_in\":1800}");
    }
}
