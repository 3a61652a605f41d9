package io.hubflow.hubspot;

import java.time.Duration;

/** Where the bearer token comes from. {@code toString} of every kind hides its secrets. */
public sealed interface AccessTokens {
    /** A service key or a private app's token: {@code pat-…}; it does not expire. */
    record Static(String token) implements AccessTokens {
        @Override
        public String toString() {
            return "Static[token hidden]";
        }
    }

    /** A public app: access tokens live 1,800 s and are renewed {@code renewBefore} their end, or when HubSpot says expired. */
    record OAuthRefresh(String clientId, String clientSecret, String refreshToken, Duration renewBefore)
            implements AccessTokens {
        @Override
        public String toString() {
            return "OAuthRefresh[secrets hidden]";
        }
    }
}
