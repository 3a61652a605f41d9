package io.hubflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.api.ApiSettings.RetryAfter;
import io.hubflow.simulator.api.OAuthClient;
import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.quota.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LimitsTest {
    private static final String LIST = "/crm/v3/objects/contacts?limit=1";
    private static final String SEARCH = "/crm/v3/objects/contacts/search";

    private final Simulator simulator = Started.with(limited());
    private final Caller caller = new Caller(simulator);

    private static SimulatorOptions limited() {
        return SimulatorOptions.defaults()
                .withRecords("contacts", 20)
                .withTier(Tier.FREE)
                .withTimeZone("UTC")
                .withVirtualClock(Instant.parse("2026-02-01T10:00:00Z"))
                .withOauthClients(List.of(new OAuthClient("app", "secret", "refresh", Set.of(TokenGrant.ALL_SCOPES))));
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void countsDownTheRollingTenSeconds() throws Exception {
        var first = caller.get(LIST);
        assertThat(first.header("X-HubSpot-RateLimit-Max")).isEqualTo("100");
        assertThat(first.header("X-HubSpot-RateLimit-Remaining")).isEqualTo("99");
        assertThat(first.header("X-HubSpot-RateLimit-Interval-Milliseconds")).isEqualTo("10000");
        assertThat(first.header("X-HubSpot-RateLimit-Daily")).isEqualTo("250000");
        assertThat(first.header("X-HubSpot-RateLimit-Daily-Remaining")).isEqualTo("249999");
        simulator.advance(Duration.ofSeconds(4));
        for (int i = 0; i < 99; i++) {
            assertThat(caller.get(LIST).status()).isEqualTo(200);
        }
        var refused = caller.get(LIST);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json().path("policyName").asText()).isEqualTo("TEN_SECONDLY_ROLLING");
        assertThat(refused.json().path("errorType").asText()).isEqualTo("RATE_LIMIT");
        assertThat(refused.json().path("message").asText())
                .isEqualTo("You have reached your ten_secondly_rolling limit.");
        assertThat(refused.header("Retry-After")).isEmpty();
        simulator.advance(Duration.ofSeconds(6));
        assertThat(caller.get(LIST).status())
                .as("the first call has left the window")
                .isEqualTo(200);
        assertThat(caller.get(LIST).status()).isEqualTo(429);
        assertThat(simulator.stats().peakBurstAcceptedIn10s()).isEqualTo(100);
        assertThat(simulator.stats().withStatus(429)).isEqualTo(2);
    }

    @Test
    void limitsSearchesApartAndTellsOnlyTheDay() throws Exception {
        for (int i = 0; i < 5; i++) {
            var answer = caller.post(SEARCH, "{\"limit\":1}");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("X-HubSpot-RateLimit-Max")).isEmpty();
            assertThat(answer.header("X-HubSpot-RateLimit-Daily-Remaining")).isEqualTo(String.valueOf(249_999 - i));
        }
        var refused = caller.post(SEARCH, "{\"limit\":1}");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json().path("message").asText()).isEqualTo("You have reached your secondly limit.");
        assertThat(refused.json().path("category").asText()).isEqualTo("RATE_LIMITS");
        assertThat(refused.json().has("policyName")).isFalse();
        assertThat(caller.get(LIST).header("X-HubSpot-RateLimit-Remaining")).isEqualTo("99");
        simulator.advance(Duration.ofSeconds(1));
        assertThat(caller.post(SEARCH, "{\"limit\":1}").status()).isEqualTo(200);
        assertThat(simulator.stats().peakSearchesAcceptedIn1s()).isEqualTo(5);
        assertThat(simulator.stats().peakSearchesRejectedIn1s()).isEqualTo(1);
    }

    @Test
    void endsTheDayAndBeginsAnotherAtMidnight() throws Exception {
        simulator.quota().changeDailyLimit(2);
        caller.get(LIST);
        caller.get(LIST);
        var refused = caller.get(LIST);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json().path("policyName").asText()).isEqualTo("DAILY");
        assertThat(refused.json().path("requestId").asText()).isNotEmpty();
        simulator.advance(Duration.ofHours(14));
        assertThat(caller.get(LIST).status()).isEqualTo(200);
        var usage = caller.get("/account-info/2026-09/api-usage/daily/private-apps")
                .json()
                .at("/results/0");
        assertThat(usage.path("currentUsage").asInt()).isEqualTo(2);
        assertThat(usage.path("resetsAt").asText()).isEqualTo("2026-02-03T00:00:00.000Z");
    }

    @Test
    void sendsRetryAfterWhenToldTo() throws Exception {
        try (var telling = Started.with(limited().withRetryAfter(RetryAfter.SENT))) {
            var tellingCaller = new Caller(telling);
            for (int i = 0; i < 5; i++) {
                tellingCaller.post(SEARCH, "{\"limit\":1}");
            }
            assertThat(tellingCaller.post(SEARCH, "{\"limit\":1}").header("Retry-After"))
                    .isEqualTo("1");
        }
    }

    @Test
    void oauthTokensExpireAndHaveNoDailyHeaders() throws Exception {
        String access = refresh("refresh").json().path("access_token").asText();
        var oauth = new Caller(simulator, access);
        var answer = oauth.get(LIST);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("X-HubSpot-RateLimit-Max")).isEqualTo("110");
        assertThat(answer.header("X-HubSpot-RateLimit-Daily")).isEmpty();
        simulator.advance(Duration.ofSeconds(1_800));
        var expired = oauth.get(LIST);
        assertThat(expired.status()).isEqualTo(401);
        assertThat(expired.json().path("category").asText()).isEqualTo("EXPIRED_AUTHENTICATION");
        assertThat(expired.json().at("/context/expire time/0").asText()).isEqualTo("2026-02-01T10:30:00.000Z");
        var refused = refresh("another");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("error").asText()).isEqualTo("invalid_grant");
        assertThat(refused.json().path("status").asText()).isEqualTo("BAD_REFRESH_TOKEN");
    }

    private Caller.Answer refresh(String refreshToken) throws Exception {
        String form = "grant_type=refresh_token&client_id=app&client_secret=secret&refresh_token=" + refreshToken;
        return new Caller(simulator, "").post("/oauth/2026-09/token", form);
    }
}
