package io.hubflow.snowflake.emulator.catalog;

import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** RSA public keys as RSA_PUBLIC_KEY takes them: the base64 of the X.509 form, with or without the PEM lines. */
public final class PublicKeys {
    private PublicKeys() {}

    public static PublicKey parse(String pem) {
        String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new SnowflakeError(
                    394_300,
                    "22023",
                    "New public key rejected by current policy. Reason: 'Invalid public key'"); // unverified
        }
    }

    /** {@code SHA256:<base64>}, as the JWT's issuer and DESCRIBE USER show it. */
    public static String fingerprint(PublicKey key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            return "SHA256:" + Base64.getEncoder().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }
}
