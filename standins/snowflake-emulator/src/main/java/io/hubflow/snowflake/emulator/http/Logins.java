package io.hubflow.snowflake.emulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.snowflake.emulator.catalog.Account;
import io.hubflow.snowflake.emulator.catalog.User;
import io.hubflow.snowflake.emulator.sql.Name;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who may log in, by which credential, in which role. */
final class Logins {
    private final Account account;
    private final InstantSource clock;

    Logins(Account account, InstantSource clock) {
        this.account = account;
        this.clock = clock;
    }

    /**
     * The user behind the credentials of a login request.
     *
     * @throws SnowflakeError 390100 (password), 390144 (key pair), 394400 (access token), 390303 or 390318 (OAuth)
     */
    User authenticate(JsonNode data) {
        String authenticator = data.path("AUTHENTICATOR").asText("SNOWFLAKE").toUpperCase(java.util.Locale.ROOT);
        String login = Name.stored(data.path("LOGIN_NAME").asText(""));
        Optional<User> user = Optional.ofNullable(account.users().get(login));
        @Nullable String token = data.path("TOKEN").asText(null);
        return switch (authenticator) {
            case "SNOWFLAKE" ->
                user.filter(u -> u.password() != null
                                && u.password().equals(data.path("PASSWORD").asText(null)))
                        .orElseThrow(() ->
                                new SnowflakeError(390_100, "08001", "Incorrect username or password was specified."));
            case "SNOWFLAKE_JWT" -> new KeyPairTokens(account, clock).authenticate(user, String.valueOf(token));
            case "PROGRAMMATIC_ACCESS_TOKEN" ->
                user.filter(u -> token != null && u.accessTokens().contains(token))
                        .orElseThrow(
                                () -> new SnowflakeError(394_400, "08001", "Programmatic access token is invalid."));
            case "OAUTH" -> oauth(login, token);
            default -> throw SnowflakeError.unsupported("authenticator " + authenticator);
        };
    }

    /** The token alone says who it is; a login name, if given, must agree. */
    private User oauth(String login, @Nullable String token) {
        for (User user : account.users().values()) {
            boolean theirs = login.isEmpty() || login.equals(user.name());
            if (theirs && token != null && user.expiredOauthTokens().contains(token)) {
                throw new SnowflakeError(390_318, "08001", "OAuth access token expired. [" + user.name() + "]");
            }
            if (theirs && token != null && user.oauthTokens().contains(token)) {
                return user;
            }
        }
        throw new SnowflakeError(390_303, "08001", "Invalid OAuth access token.");
    }

    /**
     * The role of the session: the one asked for, the user's default, or PUBLIC.
     *
     * @throws SnowflakeError when the user does not have it (number unverified; the text is in airbyte issue 23629)
     */
    String role(User user, @Nullable String requested) {
        if (requested == null) {
            return user.defaultRole() != null && account.mayUse(user, user.defaultRole())
                    ? user.defaultRole()
                    : Account.PUBLIC;
        }
        if (!account.roleNames().contains(requested) || !account.mayUse(user, requested)) {
            throw new SnowflakeError(
                    390_189,
                    "08001",
                    "Role '" + requested
                            + "' specified in the connect string does not exist or not authorized. Contact your local system"
                            + " administrator, or attempt to login with another role, e.g. PUBLIC.");
        }
        return requested;
    }
}
