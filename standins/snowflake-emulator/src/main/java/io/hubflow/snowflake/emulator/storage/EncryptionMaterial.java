package io.hubflow.snowflake.emulator.storage;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * What a PUT or GET reply gives the driver to encrypt with.
 *
 * @param masterKey base64 of an AES key; it encrypts the key that the driver makes for each file
 * @param queryId with {@code smkId} it names the master key in the object's metadata
 */
public record EncryptionMaterial(String masterKey, String queryId, long smkId) {
    private static final int KEY_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    static EncryptionMaterial random(String queryId, long smkId) {
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        return new EncryptionMaterial(Base64.getEncoder().encodeToString(key), queryId, smkId);
    }

    /** Never prints the key. */
    @Override
    public String toString() {
        return "EncryptionMaterial[" + queryId + ", " + smkId + "]";
    }
}
