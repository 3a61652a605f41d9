package io.hubflow.hubspot;

import org.jspecify.annotations.Nullable;

/** Gives the token for the next call. Thread-safe. */
interface BearerTokens {
    /** Null for a call that carries none. May block while a token is fetched. */
    @Nullable
    String bearer() throws InterruptedException;

    /**
     * HubSpot said that this token has expired.
     *
     * @return whether {@link #bearer} now gives another one
     */
    boolean renew(String expired) throws InterruptedException;

    /** For the token endpoint itself. */
    BearerTokens NONE = new BearerTokens() {
        @Override
        public @Nullable String bearer() {
            return null;
        }

        @Override
        public boolean renew(String expired) {
            return false;
        }
    };

    /** A token that never changes. */
    static BearerTokens fixed(String token) {
        return new BearerTokens() {
            @Override
            public String bearer() {
                return token;
            }

            @Override
            public boolean renew(String expired) {
                return false;
            }
        };
    }
}
