package io.hubflow.snowflake.emulator.storage;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Where the account keeps staged files: a directory, or an object store of one of the clouds on 127.0.0.1. What the driver uploads there is
 * readable in the directory once the upload has ended. Thread-safe.
 */
public final class StageStorage implements AutoCloseable {
    private final StorageKind kind;
    private final ObjectStore store;
    private final StageTokens tokens = new StageTokens();
    private final @Nullable HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("emulator-store-", 0).factory());

    /**
     * @param directory for the objects of a cloud
     * @param clear where the account reads its staged files
     */
    public StageStorage(StorageKind kind, Path directory, Path clear) {
        this.kind = kind;
        this.store = new ObjectStore(directory, clear);
        this.server = kind == StorageKind.LOCAL ? null : start();
    }

    private HttpServer start() {
        try {
            var created = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
            created.setExecutor(threads);
            created.createContext(
                    "/", kind == StorageKind.S3 ? new S3Handler(store, tokens) : new PresignedHandler(store, tokens));
            created.start();
            return created;
        } catch (IOException e) {
            throw new UncheckedIOException("The emulator's object store could not listen", e);
        }
    }

    public StorageKind kind() {
        return kind;
    }

    public StageTokens tokens() {
        return tokens;
    }

    /** Somewhere for the driver to write to, or to read from. @param material empty when the stage is not encrypted by the client */
    public record Access(StageLocation location, Optional<EncryptionMaterial> material) {}

    /**
     * Access to a directory below the stages.
     *
     * @param file as the command names it. Where the cloud wants a signed URL for each file, the driver asks once for each with the name
     *     that the file is to have
     * @param clientSideEncrypted the stage is of type SNOWFLAKE_FULL
     */
    public Access upload(Path directory, String file, boolean clientSideEncrypted) {
        if (kind == StorageKind.LOCAL) {
            return new Access(StageLocation.local(directory + "/"), Optional.empty());
        }
        Optional<EncryptionMaterial> material = clientSideEncrypted
                ? Optional.of(store.newMaterial(UUID.randomUUID().toString()))
                : Optional.empty();
        return new Access(location(directory, file, clientSideEncrypted), material);
    }

    /** Access for reading; the files' own materials are in {@link #materialOf}. */
    public StageLocation download(Path directory, boolean clientSideEncrypted) {
        return location(directory, "", clientSideEncrypted);
    }

    private StageLocation location(Path directory, String file, boolean clientSideEncrypted) {
        String path = ObjectStore.BUCKET + "/" + store.keyOf(directory) + "/";
        String token = tokens.issue();
        return switch (kind) {
            case LOCAL -> StageLocation.local(directory + "/");
            case S3 ->
                new StageLocation(
                        "S3",
                        path,
                        "us-west-2",
                        url(),
                        null,
                        clientSideEncrypted,
                        Map.of("AWS_KEY_ID", "EMULATOR", "AWS_SECRET_KEY", "emulator", "AWS_TOKEN", token),
                        null);
            case GCS_PRESIGNED ->
                new StageLocation(
                        "GCS",
                        path,
                        "us-central1",
                        null,
                        null,
                        clientSideEncrypted,
                        Map.of(),
                        signed(store.keyOf(directory.resolve(file)), token));
        };
    }

    /** A URL that reads or writes one object. */
    public String signed(Path file) {
        return signed(store.keyOf(file), tokens.issue());
    }

    private String signed(String key, String token) {
        String encoded = URLEncoder.encode(key, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
        return url() + "/" + ObjectStore.BUCKET + "/" + encoded + "?X-Goog-Signature=" + token;
    }

    public Optional<EncryptionMaterial> materialOf(Path file) {
        return store.materialOf(store.keyOf(file));
    }

    /** Uploads so far that the client had encrypted; 0 in a local directory. */
    public long encryptedUploads() {
        return store.encryptedUploads();
    }

    public void remove(Path file) {
        store.remove(file);
    }

    private String url() {
        return "http://127.0.0.1:"
                + java.util.Objects.requireNonNull(server, "only a cloud has a URL")
                        .getAddress()
                        .getPort();
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
        threads.shutdownNow();
    }
}
