package io.hubflow.snowflake;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Reads PKCS#8 PEM keys, encrypted ones (PBES2, as {@code openssl pkcs8 -topk8 -v2 aes256} writes) included. */
final class PrivateKeys {
    private PrivateKeys() {}

    /** @throws IllegalArgumentException saying in one sentence, without the key, what is wrong */
    static PrivateKey parse(String pem, Optional<String> password) {
        boolean encrypted = pem.contains("BEGIN ENCRYPTED PRIVATE KEY");
        if (!encrypted && !pem.contains("BEGIN PRIVATE KEY")) {
            throw new IllegalArgumentException(
                    pem.contains("BEGIN RSA PRIVATE KEY")
                            ? "is a PKCS#1 key; turn it into PKCS#8: openssl pkcs8 -topk8 -in key.pem -out key.p8"
                            : "is not a PKCS#8 PEM key (-----BEGIN PRIVATE KEY-----)");
        }
        if (encrypted && password.isEmpty()) {
            throw new IllegalArgumentException("is encrypted; set Snowflake Private Key Password");
        }
        var der = decode(pem);
        try {
            var spec = encrypted ? decrypt(der, password.get()) : new PKCS8EncodedKeySpec(der);
            return KeyFactory.getInstance("RSA").generatePrivate(spec);
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException("cannot be opened with Snowflake Private Key Password", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    encrypted
                            ? "cannot be opened with Snowflake Private Key Password"
                            : "is not an RSA key in PKCS#8 form",
                    e);
        }
    }

    private static byte[] decode(String pem) {
        var base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s+", "");
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is damaged: the text between its first and last line is not Base64", e);
        }
    }

    private static PKCS8EncodedKeySpec decrypt(byte[] der, String password) throws GeneralSecurityException {
        EncryptedPrivateKeyInfo info;
        try {
            info = new EncryptedPrivateKeyInfo(der);
        } catch (java.io.IOException e) {
            throw new GeneralSecurityException(e);
        }
        // For PBES2 the parameters, not the algorithm's name, tell the ciphers.
        var algorithm = info.getAlgParameters() == null
                ? info.getAlgName()
                : info.getAlgParameters().toString();
        var key = SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray()));
        var cipher = Cipher.getInstance(algorithm);
        cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
        return info.getKeySpec(cipher);
    }
}
