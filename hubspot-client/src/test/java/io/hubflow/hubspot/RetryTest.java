package io.hubflow.hubspot;

import static io.hubflow.hubspot.FakeTransport.answer;
import static io.hubflow.hubspot.FakeTransport.answering;
import static io.hubflow.hubspot.FakeTransport.failing;
import static io.hubflow.hubspot.FakeTransport.ok;
import static io.hubflow.hubspot.FakeTransport.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.quota.ManualTimeline;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RetryTest {
    private static final String BURST_429 = """
            {"status":"error","message":"You have reached your ten_secondly_rolling limit.","errorType":"RATE_LIMIT",
             "correlationId":"0190-aa","policyName":"TEN_SECONDLY_ROLLING","groupName":"publicapi:x"}""";
    private static final String OLD_SEARCH_429 = """
            {"status":"error","message":"You have reached your secondly limit.","correlationId":"de61","category":"RATE_LIMITS"}""";
    private static final String DAILY_429 = """
            {"status":"error","message":"You have reached your daily limit.","errorType":"RATE_LIMIT","policyName":"DAILY"}""";

    private final ManualTimeline timeline = new ManualTimeline();

    @ParameterizedTest
    @ValueSource(ints = {408, 409, 423, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526})
    void aPassingFailureIsTriedAgain(int status) {
        var transport = answering(answer(status, "{\"message\":\"later\"}"), ok(FakeTransport.EMPTY_PAGE));
        var client = Clients.over(transport, timeline);

        assertThat(client.listRecords(Clients.contacts()).records()).isEmpty();
        assertThat(client.callCounts("contacts")).isEqualTo(new CallCounts(2, 0, 0, 0, 0, 0, 1));
        assertThat(client.answeredCalls())
                .containsExactly(new AnsweredCalls("list", 200, 1), new AnsweredCalls("list", status, 1));
    }

    @Test
    void aLastingFailureIsGivenUpAfterTheTriesWithGrowingPauses() {
        var transport = answering(ok(FakeTransport.EMPTY_PAGE), answer(503, "<html>down</html>"));
        var client = Clients.over(transport, timeline);
        client.listRecords(Clients.contacts());

        assertFails(client, ErrorCode.HUBSPOT_UNAVAILABLE)
                .hasMessageContaining("HTTP 503")
                .hasMessageContaining("It was tried 4 times.");
        assertThat(transport.requests()).hasSize(1 + 4);
        assertThat(timeline.sleeps()).hasSize(3).isSorted();
        assertThat(timeline.slept()).isBetween(Duration.ofMillis(2_500), Duration.ofSeconds(5));
    }

    @Test
    void aLockedRecordIsLeftAloneForTwoSeconds() {
        var client = Clients.over(answering(answer(423, "{}"), ok(FakeTransport.EMPTY_PAGE)), timeline);

        client.listRecords(Clients.contacts());

        assertThat(timeline.sleeps()).containsExactly(Duration.ofSeconds(2));
    }

    @Test
    void retryAfterOfAGatewayIsObeyed() {
        var client =
                Clients.over(answering(answer(503, "", "Retry-After", "17"), ok(FakeTransport.EMPTY_PAGE)), timeline);

        client.listRecords(Clients.contacts());

        assertThat(timeline.sleeps()).containsExactly(Duration.ofSeconds(17));
    }

    @Test
    void aShortMigrationIsWaitedForAndALongOneReported() {
        var client = Clients.over(
                answering(
                        answer(477, "{}", "Retry-After", "60"),
                        ok(FakeTransport.EMPTY_PAGE),
                        answer(477, "{}", "Retry-After", "7200")),
                timeline);

        client.listRecords(Clients.contacts());
        assertThat(timeline.sleeps()).containsExactly(Duration.ofSeconds(60));
        assertFails(client, ErrorCode.HUBSPOT_MIGRATING).hasMessageContaining("121 more minutes");
    }

    @Test
    void aBurstRefusalPausesAndIsTriedAgain() {
        var client = Clients.over(answering(answer(429, BURST_429), ok(FakeTransport.EMPTY_PAGE)), timeline);

        client.listRecords(Clients.contacts());

        assertThat(timeline.slept()).isEqualTo(Duration.ofSeconds(1));
        assertThat(client.callCounts("contacts")).isEqualTo(new CallCounts(2, 0, 0, 0, 0, 1, 1));
    }

    @Test
    void theOldSearchRefusalWithoutAPolicyNamePausesSearchAlone() {
        var client = Clients.over(answering(answer(429, OLD_SEARCH_429), ok(FakeTransport.EMPTY_PAGE)), timeline);

        client.searchRecords(new SearchRequest(
                "contacts", List.of(), Optional.empty(), PropertySelection.none(), Optional.empty(), 200));

        assertThat(timeline.slept()).isEqualTo(Duration.ofSeconds(1));
        assertThat(client.callCounts("contacts")).isEqualTo(new CallCounts(0, 2, 0, 0, 0, 1, 1));
    }

    @Test
    void endlessRefusalsEndAsRateLimited() {
        var transport = answering(answer(429, BURST_429));
        var client = Clients.over(transport, timeline);

        assertFails(client, ErrorCode.HUBSPOT_RATE_LIMITED).hasMessageContaining("30 times");
        assertThat(transport.requests()).hasSize(30);
    }

    @Test
    void aSpentDayIsReportedAtOnceAndNothingMoreIsSent() {
        var transport = answering(answer(429, DAILY_429));
        var client = Clients.over(transport, timeline);

        assertFails(client, ErrorCode.HUBSPOT_DAILY_QUOTA_SPENT);
        assertFails(client, ErrorCode.HUBSPOT_DAILY_QUOTA_SPENT);

        assertThat(transport.requests()).hasSize(1);
        assertThat(timeline.sleeps()).isEmpty();
    }

    @Test
    void brokenConnectionsAndBodiesAreTriedAgain() {
        var transport = answering(
                failing(new IOException("Connection reset")),
                failing(new HttpTimeoutException("no complete answer within 2000 ms")),
                ok("{\"results\":[{\"id\":\"1\""),
                ok(FakeTransport.EMPTY_PAGE));
        var client = Clients.over(transport, timeline);

        assertThat(client.listRecords(Clients.contacts()).records()).isEmpty();
        assertThat(client.callCounts("contacts").retried()).isEqualTo(3);
    }

    @Test
    void aBodyThatStaysDamagedIsReportedAsSuch() {
        var client = Clients.over(answering(ok(FakeTransport.EMPTY_PAGE), ok("{\"results\":[{\"id\":\"1\"")), timeline);
        client.listRecords(Clients.contacts());

        assertFails(client, ErrorCode.HUBSPOT_ANSWER_BROKEN)
                .hasMessageContaining("no valid JSON")
                .hasMessageContaining("It was tried 4 times.");
    }

    @Test
    void aWebPageInsteadOfJsonIsNoHubSpotUnlessHubSpotWasThereBefore() {
        var page = plain(200, "<!doctype html><title>Welcome</title>");

        assertFails(Clients.over(answering(page), timeline), ErrorCode.HUBSPOT_NOT_HUBSPOT)
                .hasMessageContaining("a web page instead of JSON")
                .hasMessageContaining("Check the base URL");
        var client = Clients.over(answering(ok(FakeTransport.EMPTY_PAGE), page), timeline);
        client.listRecords(Clients.contacts());
        assertFails(client, ErrorCode.HUBSPOT_ANSWER_BROKEN);
    }

    @Test
    void jsonOfAnotherServiceIsNoHubSpotAtOnce() {
        var transport = answering(plain(200, "{\"items\":[]}"));

        assertFails(Clients.over(transport, timeline), ErrorCode.HUBSPOT_NOT_HUBSPOT)
                .hasMessageContaining("JSON without \"results\"");
        assertThat(transport.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"404, Not Found", "302, Moved", "200, OK", "403, Forbidden", "501, No"})
    void aPlainWebServerIsNoHubSpot(int status, String body) {
        assertFails(Clients.over(answering(plain(status, body)), timeline), ErrorCode.HUBSPOT_NOT_HUBSPOT);
    }

    @Test
    void aRedirectIsNotFollowed() {
        var transport = answering(
                ok(FakeTransport.EMPTY_PAGE), answer(302, "{\"message\":\"x\"}", "Location", "https://evil.example/"));
        var client = Clients.over(transport, timeline);
        client.listRecords(Clients.contacts());

        assertFails(client, ErrorCode.HUBSPOT_NOT_HUBSPOT).hasMessageContaining("Redirects are not followed");
        assertThat(transport.requests()).hasSize(2);
    }

    @Test
    void anUnknownHostIsReportedByNameAfterFewTries() {
        var failure = new ConnectException();
        failure.initCause(new UnresolvedAddressException());
        var transport = answering(failing(failure));

        assertFails(Clients.over(transport, timeline), ErrorCode.HUBSPOT_UNREACHABLE)
                .hasMessageContaining("The host api.example.test is not known");
        assertThat(transport.requests()).hasSize(3);
        assertThat(timeline.slept()).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void otherFailuresToConnectNameTheirCause() {
        assertFails(
                        Clients.over(answering(failing(new ConnectException("Connection refused"))), timeline),
                        ErrorCode.HUBSPOT_UNREACHABLE)
                .hasMessageContaining("https://api.example.test refused the connection");
        assertFails(
                        Clients.over(
                                answering(failing(new IOException("Too many retries", new ConnectException()))),
                                timeline),
                        ErrorCode.HUBSPOT_UNREACHABLE)
                .hasMessageContaining("https://api.example.test refused the connection");
        assertFails(
                        Clients.over(
                                answering(failing(new HttpConnectTimeoutException("HTTP connect timed out"))),
                                timeline),
                        ErrorCode.HUBSPOT_UNREACHABLE)
                .hasMessageContaining("did not accept a connection in time");
        assertFails(
                        Clients.over(
                                answering(failing(new SSLHandshakeException("PKIX path building failed"))), timeline),
                        ErrorCode.HUBSPOT_UNREACHABLE)
                .hasMessageContaining("No secure connection to api.example.test: PKIX path building failed")
                .hasMessageContaining("network.ca-certificates");
    }

    @Test
    void anInterruptEndsTheCallAndStaysVisible() {
        var client = Clients.over(
                answering(request -> {
                    throw new InterruptedException();
                }),
                timeline);

        assertFails(client, ErrorCode.INTERRUPTED);
        assertThat(Thread.interrupted()).isTrue();
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(HubSpotClient client, ErrorCode code) {
        return assertThatThrownBy(() -> client.listRecords(Clients.contacts()))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code))
                .hasMessageNotContaining(Clients.TOKEN);
    }
}
