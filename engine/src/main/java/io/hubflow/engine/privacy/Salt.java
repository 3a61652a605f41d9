package io.hubflow.engine.privacy;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secret key of hashed values. Never shown. Immutable, thread-safe. */
public final class Salt {
    private static final String ALGORITHM = "HmacSHA256";

    /** Enough to notice another salt, too little to test guesses of the salt by it alone. */
    private static final int FINGERPRINT_DIGITS = 8;

    private final SecretKeySpec key;

    /** @param secret not empty */
    public Salt(String secret) {
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("an empty salt");
        }
        key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** HMAC-SHA-256 (RFC 2104) of the text in UTF-8: 64 hexadecimal digits in lower case. */
    public String hash(String text) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** Tells one salt from another. */
    String fingerprint() {
        return hash("hubflow salt fingerprint").substring(0, FINGERPRINT_DIGITS);
    }

    @Override
    public String toString() {
        return "Salt[not shown]";
    }
}
