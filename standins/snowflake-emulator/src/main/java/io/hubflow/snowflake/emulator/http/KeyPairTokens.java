package io.hubflow.snowflake.emulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.snowflake.emulator.catalog.Account;
import io.hubflow.snowflake.emulator.catalog.PublicKeys;
import io.hubflow.snowflake.emulator.catalog.User;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

/**
 * Key-pair logins: an RS256 JWT with {@code iss = ACCOUNT.USER.SHA256:fingerprint}, {@code sub = ACCOUNT.USER} and an expiry of at most an
 * hour (docs.snowflake.com/en/developer-guide/sql-api/authenticating).
 */
final class KeyPairTokens {
    private static final long LONGEST_SECONDS = 3_600;

    /** Clocks may differ by so much. */
    private static final long LEEWAY_SECONDS = 60;

    private final Account account;
    private final InstantSource clock;

    KeyPairTokens(Account account, InstantSource clock) {
        this.account = account;
        this.clock = clock;
    }

    User authenticate(Optional<User> found, String token) {
        User user = found.orElseThrow(() -> invalid("unknown user"));
        PublicKey key = user.key().orElseThrow(() -> invalid("the user has no RSA_PUBLIC_KEY"));
        String[] parts = token.split("\\.");
        if (parts.length != 3) {
            throw invalid("not a JWT");
        }
        try {
            JsonNode header = Json.MAPPER.readTree(decoded(parts[0]));
            JsonNode claims = Json.MAPPER.readTree(decoded(parts[1]));
            if (!header.path("alg").asText().equals("RS256")) {
                throw invalid("algorithm " + header.path("alg").asText());
            }
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(key);
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            if (!signature.verify(decoded(parts[2]))) {
                throw invalid("the signature does not fit the user's public key");
            }
            requireClaims(claims, account.name() + "." + user.name(), PublicKeys.fingerprint(key));
            return user;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw invalid("unreadable: " + e.getMessage());
        }
    }

    private void requireClaims(JsonNode claims, String subject, String fingerprint) {
        long now = clock.instant().getEpochSecond();
        long issued = claims.path("iat").asLong();
        long expires = claims.path("exp").asLong();
        if (!claims.path("sub").asText().equals(subject)) {
            throw invalid("sub is " + claims.path("sub").asText() + ", not " + subject);
        }
        if (!claims.path("iss").asText().equals(subject + "." + fingerprint)) {
            throw invalid("iss does not name the user's public key");
        }
        if (expires <= now || expires - issued > LONGEST_SECONDS || issued > now + LEEWAY_SECONDS) {
            throw invalid("issued " + issued + ", expires " + expires + ", now " + now);
        }
    }

    private static byte[] decoded(String part) {
        return Base64.getUrlDecoder().decode(part);
    }

    /** One message for every reason, as the service has it; the reason follows in brackets for those who debug a test. */
    private static SnowflakeError invalid(String reason) {
        return new SnowflakeError(390_144, "08001", "JWT token is invalid. [" + reason + "]");
    }
}
