package io.hubflow.snowflake.emulator.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import javax.crypto.Cipher;
import javax.crypto.CipherInputStream;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Client-side encryption as the driver does it (its class EncryptionProvider): the file with AES/CBC/PKCS5Padding under a key of its own,
 * that key with AES/ECB/PKCS5Padding under the master key; both travel in the object's metadata.
 */
final class FileCipher {
    private static final ObjectMapper JSON = new ObjectMapper();

    private FileCipher() {}

    /** What the metadata says; key and iv in base64. */
    private record Envelope(String key, String iv, String queryId, long smkId) {}

    static boolean isEncrypted(Map<String, String> metadata) {
        return metadata.containsKey("x-amz-key") || metadata.containsKey("encryptiondata");
    }

    /**
     * Writes the object's content in clear.
     *
     * @param materials finds the material by query id and master key id
     * @throws IOException when the object cannot be decrypted with a key that was given out
     */
    static void decrypt(
            StoredObject object, Path target, BiFunction<String, Long, Optional<EncryptionMaterial>> materials)
            throws IOException {
        try (InputStream in = Files.newInputStream(object.file())) {
            if (!isEncrypted(object.metadata())) {
                Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
                return;
            }
            Envelope envelope = envelope(object.metadata());
            EncryptionMaterial material = materials
                    .apply(envelope.queryId(), envelope.smkId())
                    .orElseThrow(() -> new IOException("No master key was given out for " + envelope.queryId() + ", "
                            + envelope.smkId() + " (object " + object.key() + ")"));
            try (var clear = new CipherInputStream(in, cipher(envelope, material))) {
                Files.copy(clear, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("Object " + object.key() + " cannot be decrypted with the master key given out", e);
        }
    }

    private static Cipher cipher(Envelope envelope, EncryptionMaterial material) throws GeneralSecurityException {
        byte[] master = Base64.getDecoder().decode(material.masterKey());
        Cipher keyCipher = Cipher.getInstance("AES/ECB/PKCS5Padding");
        keyCipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(master, "AES"));
        byte[] fileKey = keyCipher.doFinal(Base64.getDecoder().decode(envelope.key()));
        Cipher fileCipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        fileCipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(fileKey, "AES"),
                new IvParameterSpec(Base64.getDecoder().decode(envelope.iv())));
        return fileCipher;
    }

    /** S3 has a field each; Azure and GCS one JSON document. */
    private static Envelope envelope(Map<String, String> metadata) throws IOException {
        boolean s3 = metadata.containsKey("x-amz-key");
        JsonNode description = JSON.readTree(metadata.getOrDefault(s3 ? "x-amz-matdesc" : "matdesc", "{}"));
        String queryId = description.path("queryId").asText();
        long smkId = description.path("smkId").asLong();
        if (s3) {
            return new Envelope(
                    metadata.getOrDefault("x-amz-key", ""), metadata.getOrDefault("x-amz-iv", ""), queryId, smkId);
        }
        JsonNode data = JSON.readTree(metadata.getOrDefault("encryptiondata", "{}"));
        return new Envelope(
                data.path("WrappedContentKey").path("EncryptedKey").asText(),
                data.path("ContentEncryptionIV").asText(),
                queryId,
                smkId);
    }
}
