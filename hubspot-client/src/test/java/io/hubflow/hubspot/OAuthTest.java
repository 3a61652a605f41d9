package io.hubflow.hubspot;

import static io.hubflow.hubspot.FakeTransport.answer;
import static io.hubflow.hubspot.FakeTransport.answering;
import static io.hubflow.hubspot.FakeTransport.ok;
import static io.hubflow.hubspot.FakeTransport.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.quota.ManualTimeline;
import io.hubflow.hubspot.quota.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OAuthTest {
    private static final AccessTokens APP =
            new AccessTokens.OAuthRefresh("client-1", "secret&1", "refresh-1", Duration.ofSeconds(60));
    private static final FakeTransport.Step EXPIRED = answer(
            401,
            "{\"status\":\"error\",\"message\":\"The OAuth token used to make this call expired 0 second(s) ago.\","
                    + "\"category\":\"EXPIRED_AUTHENTICATION\"}");

    private final ManualTimeline timeline = new ManualTimeline();

    @ParameterizedTest
    @CsvSource({"V2026_09, /oauth/2026-09/token", "V2026_03, /oauth/2026-03/token", "LEGACY, /oauth/v3/token"})
    void fetchesATokenBeforeTheFirstCall(ApiDialect dialect, String target) {
        var transport = answering(grant("access-1", ""), ok(FakeTransport.EMPTY_PAGE));
        var client = Clients.over(transport, timeline, dialect, APP);

        client.listRecords(Clients.contacts());

        assertThat(transport.targets().getFirst()).isEqualTo(target);
        assertThat(transport.requests().getFirst().bearer()).isNull();
        assertThat(transport.body(0).split("&"))
                .containsExactlyInAnyOrder(
                        "grant_type=refresh_token",
                        "client_id=client-1",
                        "client_secret=secret%261",
                        "refresh_token=refresh-1");
        assertThat(transport.requests().get(1).bearer()).isEqualTo("access-1");
        assertThat(client.callCounts("oauth").total()).isEqualTo(1);
    }

    @Test
    void renewsAMinuteBeforeTheEndAndKeepsTheNewRefreshToken() {
        var page = ok(FakeTransport.EMPTY_PAGE);
        var transport = answering(grant("access-1", "refresh-2"), page, page, grant("access-2", ""), page);
        var client = Clients.over(transport, timeline, ApiDialect.V2026_09, APP);

        client.listRecords(Clients.contacts());
        timeline.advance(Duration.ofSeconds(1_739));
        client.listRecords(Clients.contacts());
        timeline.advance(Duration.ofSeconds(2));
        client.listRecords(Clients.contacts());

        assertThat(transport.requests().stream().map(Transport.Request::bearer))
                .containsExactly(null, "access-1", "access-1", null, "access-2");
        assertThat(transport.body(3)).contains("refresh_token=refresh-2");
    }

    @Test
    void renewsOnceWhenHubSpotSaysExpired() {
        var transport = answering(grant("access-1", ""), EXPIRED, grant("access-2", ""), ok(FakeTransport.EMPTY_PAGE));
        var client = Clients.over(transport, timeline, ApiDialect.V2026_09, APP);

        client.listRecords(Clients.contacts());

        assertThat(transport.requests().getLast().bearer()).isEqualTo("access-2");
    }

    @Test
    void aTokenThatIsExpiredAgainAtOnceIsReported() {
        var transport = answering(grant("access-1", ""), EXPIRED, grant("access-2", ""), EXPIRED);

        assertFails(transport, ErrorCode.HUBSPOT_TOKEN_EXPIRED);
        assertThat(transport.requests()).hasSize(4);
    }

    @Test
    void anyOther401IsNoReasonToRenew() {
        var transport = answering(
                grant("access-1", ""), answer(401, "{\"category\":\"INVALID_AUTHENTICATION\",\"message\":\"no\"}"));

        assertFails(transport, ErrorCode.HUBSPOT_TOKEN_REJECTED);
        assertThat(transport.requests()).hasSize(2);
    }

    @Test
    void aRefreshTokenThatWasRevokedIsReportedWithoutItsText() {
        var transport = answering(
                plain(
                        400,
                        "{\"error\":\"invalid_grant\",\"error_description\":\"refresh-1 is invalid\","
                                + "\"status\":\"BAD_REFRESH_TOKEN\",\"message\":\"refresh-1 is invalid, expired or revoked\"}"));

        assertThat(assertFails(transport, ErrorCode.HUBSPOT_TOKEN_REJECTED))
                .contains("HTTP 400, invalid_grant")
                .contains("install the app again")
                .doesNotContain("refresh-1")
                .doesNotContain("secret&1");
        assertThat(transport.requests()).hasSize(1);
    }

    @Test
    void aTokenEndpointThatIsDownIsTriedAgain() {
        var transport =
                answering(answer(503, ""), answer(429, "{}"), grant("access-1", ""), ok(FakeTransport.EMPTY_PAGE));
        var client = Clients.over(transport, timeline, ApiDialect.V2026_09, APP);

        client.listRecords(Clients.contacts());

        assertThat(transport.requests()).hasSize(4);
    }

    @Test
    void aTokenEndpointOfAnotherServerIsNoHubSpot() {
        assertFails(answering(plain(404, "<html>")), ErrorCode.HUBSPOT_NOT_HUBSPOT);
        assertFails(answering(plain(200, "{\"hello\":1}")), ErrorCode.HUBSPOT_NOT_HUBSPOT);
    }

    @Test
    void aTokenWithALineBreakIsNotUsed() {
        assertFails(answering(grant("a\\nX-Evil: 1", "")), ErrorCode.HUBSPOT_NOT_HUBSPOT);
    }

    @Test
    void manyCallersFetchOneToken() throws Exception {
        var fetches = new AtomicInteger();
        var everybodyStarted = new CountDownLatch(20);
        FakeTransport.Step serving = request -> {
            if (request.bearer() == null) {
                fetches.incrementAndGet();
                assertThat(everybodyStarted.await(60, TimeUnit.SECONDS)).isTrue();
                return grant("access-1", "").answer(request);
            }
            return ok(FakeTransport.EMPTY_PAGE).answer(request);
        };
        var client = Clients.over(
                new Transport() {
                    @Override
                    public Answer send(Request request, Runnable leaving)
                            throws java.io.IOException, InterruptedException {
                        return serving.answer(request);
                    }

                    @Override
                    public void close() {}
                },
                Timeline.system(),
                ApiDialect.V2026_09,
                APP);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<RecordPage>> calls = IntStream.range(0, 20)
                    .mapToObj(i -> threads.submit(() -> {
                        everybodyStarted.countDown();
                        return client.listRecords(Clients.contacts());
                    }))
                    .toList();
            for (var call : calls) {
                assertThat(call.get().nextAfter()).isEqualTo(Optional.empty());
            }
        }

        assertThat(fetches).hasValue(1);
    }

    private static FakeTransport.Step grant(String access, String refresh) {
        return plain(
                200,
                "{\"token_type\":\"bearer\",\"access_token\":\"%s\",\"refresh_token\":\"%s\",\"expires_in\":1800}"
                        .formatted(access, refresh));
    }

    private String assertFails(FakeTransport transport, ErrorCode code) {
        var client = Clients.over(transport, timeline, ApiDialect.V2026_09, APP);
        var message = new String[] {""};
        assertThatThrownBy(() -> client.listRecords(Clients.contacts()))
                .isInstanceOfSatisfying(ConnectorException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(code);
                    message[0] = failure.getMessage();
                });
        return message[0];
    }
}
