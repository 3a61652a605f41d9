package io.hubflow.snowflake.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hubflow.snowflake.emulator.storage.StageStorage;
import io.hubflow.snowflake.emulator.storage.StorageKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import net.snowflake.client.api.connection.SnowflakeConnection;
import net.snowflake.client.api.connection.UploadStreamConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The driver's own uploads and downloads to the clouds, encrypted by the client. */
@ParameterizedClass
@EnumSource(StorageKind.class)
class StorageIT {
    @TempDir
    Path directory;

    private static final String TRUST_STORE = "javax.net.ssl.trustStore";

    private final StorageKind kind;
    private final @Nullable String trustBefore;
    private final SSLSocketFactory factoryBefore = HttpsURLConnection.getDefaultSSLSocketFactory();
    private final SnowflakeEmulator emulator;
    private final Connection connection;

    StorageIT(StorageKind kind) throws Exception {
        this.kind = kind;
        emulator = SnowflakeEmulator.start(EmulatorOptions.defaults().withStorage(kind));
        trustBefore = System.getProperty(TRUST_STORE);
        StageStorage storage = emulator.admin().storage();
        if (storage.trustStore().isPresent()) {
            System.setProperty(TRUST_STORE, storage.trustStore().get().toString());
            HttpsURLConnection.setDefaultSSLSocketFactory(
                    trusting(storage.trustStore().get()));
        }
        Properties properties = Driver.loader();
        properties.put("putGetMaxRetries", "1"); // otherwise the driver tries 25 times, for minutes
        storage.proxyPort().ifPresent(port -> {
            properties.put("useProxy", "true");
            properties.put("proxyHost", "127.0.0.1");
            properties.put("proxyPort", port.toString());
            properties.put("nonProxyHosts", "127.0.0.1");
        });
        connection = Driver.connect(emulator, properties);
        Driver.run(
                connection,
                "CREATE STAGE ST FILE_FORMAT = (TYPE = JSON)",
                "CREATE TABLE T (ID NUMBER(38,0), S VARCHAR)");
    }

    /** Google's client takes the JVM's default factory, which may be older than the trust store. */
    private static SSLSocketFactory trusting(Path trustStore) throws Exception {
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(KeyStore.getInstance(trustStore.toFile(), (char[]) null));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    @AfterEach
    void stop() throws SQLException {
        connection.close();
        emulator.close();
        HttpsURLConnection.setDefaultSSLSocketFactory(factoryBefore);
        if (trustBefore == null) {
            System.clearProperty(TRUST_STORE);
        } else {
            System.setProperty(TRUST_STORE, trustBefore);
        }
    }

    private Path gz(String name, String... lines) throws IOException {
        return GzipFile.write(directory.resolve(name), lines);
    }

    private void put(Path file, String path) throws SQLException {
        Driver.run(
                connection,
                "PUT 'file://" + file + "' '@ST/" + path
                        + "' AUTO_COMPRESS = FALSE SOURCE_COMPRESSION = GZIP OVERWRITE = TRUE PARALLEL = 4");
    }

    @Test
    void encryptedUploadsAreLoadedListedFetchedAndRemoved() throws Exception {
        assumeTrue(kind != StorageKind.LOCAL, "the driver copies files to a local directory as they are");
        Path file = gz("a b.json.gz", "{\"id\":1,\"s\":\"Zoë\"}", "{\"id\":2}");
        put(file, "run1");
        assertThat(Driver.query(connection, "LIST @ST").get(0).get(0)).isEqualTo("st/run1/a b.json.gz");
        assertThat(emulator.admin().storage().encryptedUploads()).isEqualTo(1);
        assertThat(Driver.update(connection, "INSERT INTO T SELECT $1:id::NUMBER(38,0), $1:s::VARCHAR FROM @ST/run1/"))
                .isEqualTo(2);
        assertThat(Driver.query(connection, "SELECT S FROM T WHERE ID = 1")).containsExactly(List.of("Zoë"));

        Path fetched = Files.createDirectory(directory.resolve("fetched"));
        Driver.run(connection, "GET @ST/run1/ 'file://" + fetched + "'");
        assertThat(fetched.resolve("a b.json.gz")).hasSameBinaryContentAs(file);
        try (var in = connection.unwrap(SnowflakeConnection.class).downloadStream("ST", "run1/a b.json.gz", DOWNLOAD)) {
            assertThat(new String(new GZIPInputStream(in).readAllBytes(), StandardCharsets.UTF_8))
                    .contains("Zoë");
        }

        assertThat(Driver.query(connection, "REMOVE @ST/run1/")).hasSize(1);
        assertThat(Driver.query(connection, "LIST @ST")).isEmpty();
    }

    private static final net.snowflake.client.api.connection.DownloadStreamConfig DOWNLOAD =
            net.snowflake.client.api.connection.DownloadStreamConfig.builder().build();

    @Test
    void streamsAndManyFilesAreUploaded() throws Exception {
        var bytes = "{\"id\":7,\"s\":\"streamed\"}\n".getBytes(StandardCharsets.UTF_8);
        connection
                .unwrap(SnowflakeConnection.class)
                .uploadStream(
                        "ST",
                        "s.json",
                        new ByteArrayInputStream(bytes),
                        UploadStreamConfig.builder()
                                .setDestPrefix("many")
                                .setCompressData(true)
                                .build());
        for (int i = 0; i < 3; i++) {
            gz("part-" + i + ".json.gz", "{\"id\":" + i + "}");
        }
        assertThat(Driver.query(
                        connection,
                        "PUT file://" + directory + "/part-*.json.gz @ST/many AUTO_COMPRESS=FALSE PARALLEL=4"))
                .hasSize(3);
        assertThat(Driver.query(connection, "SELECT $1:id::NUMBER FROM @ST/many/ ORDER BY 1"))
                .containsExactly(List.of("0"), List.of("1"), List.of("2"), List.of("7"));
    }

    @Test
    @Tag("thorough")
    void aLargeFileGoesUpInParts() throws Exception {
        assumeTrue(kind == StorageKind.S3, "S3 alone has multipart uploads");
        var random = new Random(1);
        var lines = new String[42_000];
        var noise = new byte[400];
        for (int i = 0; i < lines.length; i++) {
            random.nextBytes(noise);
            lines[i] =
                    "{\"id\":" + i + ",\"s\":\"" + java.util.Base64.getEncoder().encodeToString(noise) + "\"}";
        }
        Path file = gz("large.json.gz", lines);
        assertThat(Files.size(file)).isGreaterThan(16L * 1024 * 1024);
        put(file, "large");
        assertThat(Driver.value(connection, "SELECT COUNT(*) FROM @ST/large/")).isEqualTo("42000");
    }

    @Test
    void aStageThatTheCloudEncryptsNeedsNoKey() throws Exception {
        Driver.run(
                connection,
                "CREATE OR REPLACE STAGE ST ENCRYPTION = (TYPE = 'SNOWFLAKE_SSE') FILE_FORMAT = (TYPE = JSON)");
        put(gz("a.json.gz", "{\"id\":1}"), "x");
        assertThat(Driver.value(connection, "SELECT COUNT(*) FROM @ST/x/")).isEqualTo("1");
        assertThat(emulator.admin().storage().encryptedUploads()).isZero();
    }

    @Test
    void anExpiredTokenIsReplacedByTheDriver() throws Exception {
        assumeTrue(kind == StorageKind.S3, "the driver renews credentials of S3 here");
        emulator.admin().storage().tokens().expireNext();
        put(gz("a.json.gz", "{\"id\":1}"), "x");
        assertThat(Driver.value(connection, "SELECT COUNT(*) FROM @ST/x/")).isEqualTo("1");
        assertThat(emulator.admin().stats().statements()).containsEntry("PUT", 2L);
    }
}
