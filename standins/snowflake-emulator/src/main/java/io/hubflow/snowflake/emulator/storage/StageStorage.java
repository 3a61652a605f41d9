package io.hubflow.snowflake.emulator.storage;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the account keeps staged files: a directory, or an object store of one of the clouds on 127.0.0.1. What the driver uploads there is
 * readable in the directory once the upload has ended. Thread-safe.
 */
public final class StageStorage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StageStorage.class);

    private final StorageKind kind;
    private final ObjectStore store;
    private final StageTokens tokens = new StageTokens();
    private final @Nullable HttpServer server;
    private final @Nullable StoreTls tls;
    private final @Nullable ConnectProxy proxy;
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("emulator-store-", 0).factory());

    /**
     * @param directory for the objects of a cloud
     * @param clear where the account reads its staged files
     */
    public StageStorage(StorageKind kind, Path directory, Path clear) {
        this.kind = kind;
        this.store = new ObjectStore(directory, clear);
        try {
            this.tls = kind.needsTls() ? StoreTls.shared() : null;
            this.server = kind == StorageKind.LOCAL ? null : start(kind == StorageKind.GCS ? tls : null);
            this.proxy = kind == StorageKind.AZURE && server != null && tls != null
                    ? new ConnectProxy(server.getAddress().getPort(), tls.context())
                    : null;
        } catch (IOException e) {
            throw new UncheckedIOException("The emulator's object store could not start", e);
        }
    }

    private HttpServer start(@Nullable StoreTls certificate) throws IOException {
        var address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
        HttpServer created;
        if (certificate == null) {
            created = HttpServer.create(address, 0);
        } else {
            HttpsServer secure = HttpsServer.create(address, 0);
            secure.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
            created = secure;
        }
        created.setExecutor(threads);
        created.createContext("/", loud(handler()));
        created.start();
        return created;
    }

    /** The server itself would drop a failure without a word. */
    private static HttpHandler loud(HttpHandler handler) {
        return exchange -> {
            try {
                handler.handle(exchange);
            } catch (IOException | RuntimeException e) {
                LOG.error(
                        "The object store failed on {} {}",
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().getPath(),
                        e);
                throw e;
            }
        };
    }

    private HttpHandler handler() {
        return switch (kind) {
            case LOCAL -> throw new IllegalStateException("A local directory has no server");
            case S3 -> new S3Handler(store, tokens);
            case GCS_PRESIGNED -> new PresignedHandler(store, tokens);
            case GCS -> new GcsHandler(store, tokens);
            case AZURE -> new AzureHandler(store, tokens);
        };
    }

    /** A file for {@code javax.net.ssl.trustStore}, where the cloud wants TLS; it needs no password. */
    public Optional<Path> trustStore() {
        return Optional.ofNullable(tls).map(StoreTls::trustStore);
    }

    /** The proxy through which the driver reaches an Azure account ({@code proxyPort}), on 127.0.0.1. */
    public Optional<Integer> proxyPort() {
        return Optional.ofNullable(proxy).map(ConnectProxy::port);
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
            case GCS ->
                new StageLocation(
                        "GCS",
                        path,
                        "us-central1",
                        "https://localhost:" + port(),
                        null,
                        clientSideEncrypted,
                        Map.of("GCS_ACCESS_TOKEN", token),
                        null);
            case AZURE ->
                new StageLocation(
                        "AZURE",
                        path,
                        "westus2",
                        "blob.core.windows.net",
                        "emulator",
                        clientSideEncrypted,
                        Map.of("AZURE_SAS_TOKEN", "sv=2024-11-04&sig=" + token),
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
        return "http://127.0.0.1:" + port();
    }

    private int port() {
        return java.util.Objects.requireNonNull(server, "only a cloud has a port")
                .getAddress()
                .getPort();
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
        if (proxy != null) {
            proxy.close();
        }
        threads.shutdownNow();
    }
}
