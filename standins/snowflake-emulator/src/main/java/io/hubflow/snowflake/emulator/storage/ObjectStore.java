package io.hubflow.snowflake.emulator.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Objects of one bucket, kept as they were uploaded. Whatever arrives is decrypted at once into the directory where the account reads its
 * staged files, so that an upload that nobody could decrypt fails loudly. Thread-safe.
 */
public final class ObjectStore {
    /** The one bucket. */
    static final String BUCKET = "stages";

    private final Path objects;
    private final Path clear;
    private final Map<String, StoredObject> byKey = new ConcurrentSkipListMap<>();
    private final Map<String, EncryptionMaterial> materials = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong decrypted = new AtomicLong();

    /**
     * @param directory for the objects
     * @param clear where they are read; a key is a path below it
     */
    public ObjectStore(Path directory, Path clear) {
        this.objects = created(directory);
        this.clear = clear;
    }

    EncryptionMaterial newMaterial(String queryId) {
        var material = EncryptionMaterial.random(queryId, numbers.incrementAndGet());
        materials.put(material.queryId() + "/" + material.smkId(), material);
        return material;
    }

    /** The material under which an object was encrypted; empty when it is in clear. */
    public Optional<EncryptionMaterial> materialOf(String key) {
        return find(key)
                .flatMap(object -> Optional.ofNullable(object.metadata()
                                .getOrDefault("x-amz-matdesc", object.metadata().get("matdesc")))
                        .flatMap(description -> materials.values().stream()
                                .filter(m -> description.contains("\"" + m.queryId() + "\""))
                                .findFirst()));
    }

    /** Uploads so far that the client had encrypted. */
    public long encryptedUploads() {
        return decrypted.get();
    }

    Optional<StoredObject> find(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    List<StoredObject> list(String prefix) {
        return byKey.values().stream().filter(o -> o.key().startsWith(prefix)).toList();
    }

    /** A file for content on its way. */
    Path newFile() {
        return objects.resolve("o" + numbers.incrementAndGet());
    }

    /** Takes an object; it replaces one of the same key. */
    StoredObject put(String key, InputStream content, Map<String, String> metadata) throws IOException {
        Path file = newFile();
        String etag = write(content, file);
        return take(key, file, etag, metadata);
    }

    StoredObject take(String key, Path file, String etag, Map<String, String> metadata) throws IOException {
        var object = new StoredObject(key, file, Files.size(file), etag, Instant.now(), metadata);
        Path target = clear.resolve(key).normalize();
        if (!target.startsWith(clear)) {
            throw new IOException("The key leaves the bucket: " + key);
        }
        Files.createDirectories(target.getParent());
        Path arriving = newFile();
        FileCipher.decrypt(object, arriving, (query, id) -> Optional.ofNullable(materials.get(query + "/" + id)));
        Files.move(arriving, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        if (FileCipher.isEncrypted(metadata)) {
            decrypted.incrementAndGet();
        }
        StoredObject before = byKey.put(key, object);
        if (before != null) {
            Files.deleteIfExists(before.file());
        }
        return object;
    }

    /** The MD5 of what was written, in hexadecimal; the caller closes the content. */
    static String write(InputStream content, Path file) throws IOException {
        try {
            var in = new DigestInputStream(content, MessageDigest.getInstance("MD5"));
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no MD5", e);
        }
    }

    /** Forgets the object of a staged file that the account removes. */
    public void remove(Path clearFile) {
        StoredObject gone = byKey.remove(keyOf(clearFile));
        if (gone != null) {
            try {
                Files.deleteIfExists(gone.file());
            } catch (IOException e) {
                throw new UncheckedIOException("Could not remove " + gone.file(), e);
            }
        }
    }

    /** The key of a file or directory below the stages. */
    public String keyOf(Path clearFile) {
        return clear.relativize(clearFile).toString().replace('\\', '/');
    }

    private static Path created(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not create " + directory, e);
        }
    }
}
