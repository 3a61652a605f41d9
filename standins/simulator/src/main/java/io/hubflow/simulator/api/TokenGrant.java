package io.hubflow.simulator.api;

import java.util.Set;

/**
 * A static token: a service key or the token of a private app.
 *
 * @param token sent as {@code Authorization: Bearer …}
 * @param appId tokens of one app share its ten-second limit
 * @param scopes what it may do; {@link #ALL_SCOPES} alone for everything
 * @param refused endpoints that answer this token 403 whatever its scopes, as account details may to a service key
 */
public record TokenGrant(String token, String appId, Set<String> scopes, Set<String> refused) {
    /** Stands for every scope there is. */
    public static final String ALL_SCOPES = "*";

    /** Copies the scopes. */
    public TokenGrant {
        scopes = Set.copyOf(scopes);
        refused = Set.copyOf(refused);
        refused.forEach(Endpoint::parse);
    }

    /** A token that no endpoint refuses in spite of its scopes. */
    public TokenGrant(String token, String appId, Set<String> scopes) {
        this(token, appId, scopes, Set.of());
    }

    /** This token, refused by some endpoints. */
    public TokenGrant refusedBy(String... endpoints) {
        return new TokenGrant(token, appId, scopes, Set.of(endpoints));
    }

    /** A token that may do everything. */
    public static TokenGrant unrestricted(String token) {
        return new TokenGrant(token, "1001", Set.of(ALL_SCOPES));
    }

    /** A token with some scopes. */
    public static TokenGrant scoped(String token, String... scopes) {
        return new TokenGrant(token, "1001", Set.of(scopes));
    }

    /** Leaves the token out. */
    @Override
    public String toString() {
        return "TokenGrant[appId=" + appId + ", scopes=" + scopes + ", refused=" + refused + "]";
    }
}
