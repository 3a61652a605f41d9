package io.hubflow.simulator.api;

import java.util.Set;

/**
 * An OAuth app that the account has installed.
 *
 * @param refreshToken the refresh token it starts with
 * @param scopes what its access tokens may do; {@link TokenGrant#ALL_SCOPES} alone for everything
 */
public record OAuthClient(String clientId, String clientSecret, String refreshToken, Set<String> scopes) {
    /** Copies the scopes. */
    public OAuthClient {
        scopes = Set.copyOf(scopes);
    }

    /** Leaves the secrets out. */
    @Override
    public String toString() {
        return "OAuthClient[clientId=" + clientId + ", scopes=" + scopes + "]";
    }
}
