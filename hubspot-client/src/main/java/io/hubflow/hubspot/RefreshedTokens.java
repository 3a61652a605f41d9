package io.hubflow.hubspot;

import io.hubflow.hubspot.quota.Timeline;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens of a public app, each valid for {@code expires_in} seconds (1,800), fetched with the refresh token.
 * Thread-safe: one caller fetches, the others wait for it. A refresh token that comes back is used from then on.
 *
 * <p>Source: HubSpot's guide to OAuth tokens; parameters go into the body only, from v3 on.
 */
final class RefreshedTokens implements BearerTokens {
    private final AccessTokens.OAuthRefresh secrets;
    private final Exchange exchange;
    private final String target;
    private final Timeline timeline;

    private final ReentrantLock fetching = new ReentrantLock();
    private String refreshToken;
    private volatile @Nullable Token current;

    private record Token(String bearer, long renewAtNanos) {
        @Override
        public String toString() {
            return "Token[hidden]";
        }
    }

    /** What the token endpoint gives. @param refreshToken empty when it gave none */
    private record Grant(String accessToken, String refreshToken, Duration lifetime) {
        @Override
        public String toString() {
            return "Grant[hidden]";
        }
    }

    RefreshedTokens(AccessTokens.OAuthRefresh secrets, Exchange exchange, String target, Timeline timeline) {
        this.secrets = secrets;
        this.exchange = exchange;
        this.target = target;
        this.timeline = timeline;
        this.refreshToken = secrets.refreshToken();
    }

    @Override
    public String bearer() throws InterruptedException {
        var token = current;
        return token != null && token.renewAtNanos() - timeline.nanos() > 0
                ? token.bearer()
                : fetchUnlessDone(token).bearer();
    }

    @Override
    public boolean renew(String expired) throws InterruptedException {
        var token = current;
        if (token == null || token.bearer().equals(expired)) {
            fetchUnlessDone(token);
        }
        return true;
    }

    private Token fetchUnlessDone(@Nullable Token seen) throws InterruptedException {
        fetching.lockInterruptibly();
        try {
            var token = current;
            if (token != null && !token.equals(seen)) {
                return token; // another caller fetched it while this one waited
            }
            var sent = timeline.nanos();
            var grant = exchange.call(NONE, call(), RefreshedTokens::read);
            if (!grant.refreshToken().isEmpty()) {
                refreshToken = grant.refreshToken();
            }
            var useful = grant.lifetime().minus(secrets.renewBefore());
            var fetched = new Token(
                    grant.accessToken(),
                    sent + (useful.isPositive() ? useful : grant.lifetime().dividedBy(2)).toNanos());
            current = fetched;
            return fetched;
        } finally {
            fetching.unlock();
        }
    }

    private Call call() {
        var form = Map.of(
                        "grant_type",
                        "refresh_token",
                        "client_id",
                        secrets.clientId(),
                        "client_secret",
                        secrets.clientSecret(),
                        "refresh_token",
                        refreshToken)
                .entrySet()
                .stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        var body = new Call.Body("application/x-www-form-urlencoded", form.getBytes(StandardCharsets.UTF_8));
        return new Call(CallKind.TOKEN, "oauth", target, body);
    }

    private static Grant read(Transport.Answer answer) throws BrokenAnswerException, ForeignAnswerException {
        var json = Json.tree(answer.body());
        var accessToken = json.path("access_token").asText("");
        var lifetime = Duration.ofSeconds(json.path("expires_in").asLong(0));
        if (!TokenForm.isSendable(accessToken) || !lifetime.isPositive()) {
            throw new ForeignAnswerException("a token answer without access_token or expires_in");
        }
        return new Grant(accessToken, json.path("refresh_token").asText(""), lifetime);
    }
}
