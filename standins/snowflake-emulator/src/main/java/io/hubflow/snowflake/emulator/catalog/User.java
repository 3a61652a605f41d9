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
 * @param defaultSecondaryRoles DEFAULT_SECONDARY_ROLES = ('ALL'), the default since bundle 2024_08
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
        @Nullable String defaultNamespace,
        boolean defaultSecondaryRoles) {
    public User {
        accessTokens = Set.copyOf(accessTokens);
        oauthTokens = Set.copyOf(oauthTokens);
        expiredOauthTokens = Set.copyOf(expiredOauthTokens);
        roles = Set.copyOf(roles);
    }

    /** A user with no credential and no role. */
    public static User named(String name) {
        return new User(name, null, null, Set.of(), Set.of(), Set.of(), Set.of(), null, null, null, true);
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
                defaultNamespace,
                defaultSecondaryRoles);
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
                defaultNamespace,
                defaultSecondaryRoles);
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
                defaultNamespace,
                defaultSecondaryRoles);
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
                defaultNamespace,
                defaultSecondaryRoles);
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
                defaultNamespace,
                defaultSecondaryRoles);
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
                defaultNamespace,
                defaultSecondaryRoles);
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
                defaultNamespace,
                defaultSecondaryRoles);
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
                namespace,
                defaultSecondaryRoles);
    }

    public User withDefaultSecondaryRoles(boolean all) {
        return new User(
                name,
                password,
                publicKey,
                accessTokens,
                oauthTokens,
                expiredOauthTokens,
                roles,
                defaultRole,
                defaultWarehouse,
                defaultNamespace,
                all);
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
