package io.hubflow.snowflake.emulator.catalog;

import java.security.PublicKey;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Someone who may log in. Each kind of credential that is absent is refused.
 *
 * @param name in its stored case
 * @param roles those granted directly; PUBLIC need not be named
 */
public record User(
        String name,
        @Nullable String password,
        @Nullable PublicKey publicKey,
        Set<String> accessTokens,
        Set<String> oauthTokens,
        Set<String> expiredOauthTokens,
        Set<String> roles,
        @Nullable String defaultRole,
        @Nullable String defaultWarehouse,
        @Nullable String defaultNamespace) {
    public User {
        accessTokens = Set.copyOf(accessTokens);
        oauthTokens = Set.copyOf(oauthTokens);
        expiredOauthTokens = Set.copyOf(expiredOauthTokens);
        roles = Set.copyOf(roles);
    }

    /** A user with no credential and no role. */
    public static User named(String name) {
        return new User(name, null, null, Set.of(), Set.of(), Set.of(), Set.of(), null, null, null);
    }

    public User withPassword(String changed) {
        return new User(
                name,
                changed,
                publicKey,
                accessTokens,
                oauthTokens,
                expiredOauthTokens,
                roles,
                defaultRole,
                defaultWarehouse,
                defaultNamespace);
    }

    public User withPublicKey(PublicKey changed) {
        return new User(
                name,
                password,
                changed,
                accessTokens,
                oauthTokens,
                expiredOauthTokens,
                roles,
                defaultRole,
                defaultWarehouse,
                defaultNamespace);
    }

    /** Adds a programmatic access token. */
    public User withAccessToken(String token) {
        return new User(
                name,
                password,
                publicKey,
                plus(accessTokens, token),
                oauthTokens,
                expiredOauthTokens,
                roles,
                defaultRole,
                defaultWarehouse,
                defaultNamespace);
    }

    public User withOauthToken(String token) {
        return new User(
                name,
                password,
                publicKey,
                accessTokens,
                plus(oauthTokens, token),
                expiredOauthTokens,
                roles,
                defaultRole,
                defaultWarehouse,
                defaultNamespace);
    }

    public User withExpiredOauthToken(String token) {
        return new User(
                name,
                password,
                publicKey,
                accessTokens,
                oauthTokens,
                plus(expiredOauthTokens, token),
                roles,
                defaultRole,
                defaultWarehouse,
                defaultNamespace);
    }

    public User withRole(String role) {
        return new User(
                name,
                password,
                publicKey,
                accessTokens,
                oauthTokens,
                expiredOauthTokens,
                plus(roles, role),
                defaultRole,
                defaultWarehouse,
                defaultNamespace);
    }

    public User withoutRole(String role) {
        var rest = new LinkedHashSet<>(roles);
        rest.remove(role);
        return new User(
                name,
                password,
                publicKey,
                accessTokens,
                oauthTokens,
                expiredOauthTokens,
                rest,
                defaultRole,
                defaultWarehouse,
                defaultNamespace);
    }

    public User withDefaults(@Nullable String role, @Nullable String warehouse, @Nullable String namespace) {
        return new User(
                name,
                password,
                publicKey,
                accessTokens,
                oauthTokens,
                expiredOauthTokens,
                roles,
                role,
                warehouse,
                namespace);
    }

    public Optional<PublicKey> key() {
        return Optional.ofNullable(publicKey);
    }

    private static Set<String> plus(Set<String> all, String one) {
        var more = new LinkedHashSet<>(all);
        more.add(one);
        return more;
    }

    /** Never prints a credential. */
    @Override
    public String toString() {
        return "User[" + name + "]";
    }
}
