package io.hubflow.simulator.api;

import io.hubflow.simulator.http.Request;
import io.hubflow.simulator.json.Hash;
import io.hubflow.simulator.json.IsoTime;
import io.hubflow.simulator.time.SimulatorClock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** The tokens that are valid, and until when. Safe for use by many threads. */
public final class Credentials {
    /** Lifetime of an OAuth access token (source: OAuth guide). */
    public static final int ACCESS_TOKEN_SECONDS = 1_800;

    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._~+/=-]{1,512}");

    private final SimulatorClock clock;
    private final long seed;
    private final Map<String, TokenGrant> grants = new ConcurrentHashMap<>();
    private final Map<String, OAuthClient> clientsByRefreshToken = new ConcurrentHashMap<>();
    private final Map<String, AccessToken> accessTokens = new ConcurrentHashMap<>();
    private final Map<String, Long> expiredAtMillis = new ConcurrentHashMap<>();
    private final Set<String> revoked = ConcurrentHashMap.newKeySet();
    private final AtomicLong issued = new AtomicLong();
    private volatile Duration oauthLifetime = Duration.ofSeconds(ACCESS_TOKEN_SECONDS);

    private record AccessToken(OAuthClient client, long expiresAtMillis) {}

    /** Credentials with static tokens and OAuth apps. */
    public Credentials(
            Collection<TokenGrant> tokens, Collection<OAuthClient> clients, SimulatorClock clock, long seed) {
        this.clock = clock;
        this.seed = seed;
        tokens.forEach(grant -> grants.put(grant.token(), grant));
        clients.forEach(client -> clientsByRefreshToken.put(client.refreshToken(), client));
    }

    /** Adds a static token, or changes the scopes of one. */
    public void grant(TokenGrant grant) {
        revoked.remove(grant.token());
        expiredAtMillis.remove(grant.token());
        grants.put(grant.token(), grant);
    }

    /** Makes a token invalid for good. */
    public void revoke(String token) {
        revoked.add(token);
        clientsByRefreshToken.remove(token);
    }

    /** Makes a token expire now, before the end of the lifetime that was announced. A refresh token stays valid. */
    void expire(String token) {
        expireIn(token, Duration.ZERO);
    }

    /** Makes a token expire after a while, whatever lifetime was announced. */
    public void expireIn(String token, Duration lifetime) {
        expiredAtMillis.put(token, clock.millis() + lifetime.toMillis());
    }

    /** Changes how long access tokens to come are really valid; what is announced stays. */
    public void changeOauthLifetime(Duration lifetime) {
        oauthLifetime = lifetime;
    }

    /** Whether the edge would refuse the token's very form (status 530; Airbyte's BEHAVIOR.md). */
    boolean isMalformed(Request request) {
        return bearer(request)
                .filter(token -> !WELL_FORMED.matcher(token).matches())
                .isPresent();
    }

    Caller authenticate(Request request) {
        String token = bearer(request).orElseThrow(() -> new ApiException(Failure.noCredentials()));
        if (revoked.contains(token)) {
            throw new ApiException(Failure.noCredentials());
        }
        Long expired = expiredAtMillis.get(token);
        if (expired != null && clock.millis() >= expired) {
            throw expired(expired);
        }
        TokenGrant grant = grants.get(token);
        if (grant != null) {
            return new Caller(token, grant.appId(), grant.scopes(), grant.refused(), false);
        }
        AccessToken access = accessTokens.get(token);
        if (access == null) {
            throw new ApiException(Failure.noCredentials());
        }
        if (clock.millis() >= access.expiresAtMillis) {
            throw expired(access.expiresAtMillis);
        }
        return new Caller(token, access.client.clientId(), access.client.scopes(), Set.of(), true);
    }

    /** The app a refresh token belongs to, when id and secret fit. */
    Optional<OAuthClient> client(String clientId, String clientSecret, String refreshToken) {
        return Optional.ofNullable(clientsByRefreshToken.get(refreshToken))
                .filter(client -> client.clientId().equals(clientId)
                        && client.clientSecret().equals(clientSecret));
    }

    /** Issues an access token. */
    String issue(OAuthClient client) {
        String token = "CN-simulated-" + Long.toHexString(Hash.mix(seed, issued.incrementAndGet()));
        accessTokens.put(token, new AccessToken(client, clock.millis() + oauthLifetime.toMillis()));
        return token;
    }

    /** Seconds an access token is valid for; empty for one that is not. */
    Optional<Long> secondsLeft(String accessToken) {
        return Optional.ofNullable(accessTokens.get(accessToken))
                .filter(token -> !revoked.contains(accessToken))
                .map(token -> (token.expiresAtMillis - clock.millis()) / 1000)
                .filter(seconds -> seconds > 0);
    }

    private ApiException expired(long atMillis) {
        return new ApiException(Failure.expired((clock.millis() - atMillis) / 1000, IsoTime.text(atMillis)));
    }

    private static Optional<String> bearer(Request request) {
        return request.header("Authorization")
                .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(value -> value.substring(7));
    }
}
