package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.NetworkRoute;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Snowflake driver comes from a repository of this test. */
class DriverDownloadIT {
    private static final byte[] DRIVER = "a driver".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer repository;
    private volatile byte[] served = DRIVER;

    @BeforeEach
    void serve() throws IOException {
        repository = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        repository.createContext("/central/", exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(served.length == 0 ? 404 : 200, served.length == 0 ? -1 : served.length);
            exchange.getResponseBody().write(served);
            exchange.close();
        });
        repository.start();
    }

    @AfterEach
    void stop() {
        repository.stop(0);
    }

    @Test
    void theDriverIsPutInItsPlaceOnce() throws Exception {
        var download = new DriverDownload(NetworkRoute.DIRECT, sha256(DRIVER));
        var place = folder.resolve("a new/folder");
        assertThat(download.isIn(place)).isFalse();

        var file = download.fetch(root(), place);

        assertThat(file).isEqualTo(place.resolve("snowflake-jdbc-4.4.1.jar")).hasBinaryContent(DRIVER);
        assertThat(download.isIn(place)).isTrue();
        assertThat(asked).containsExactly("/central/net/snowflake/snowflake-jdbc/4.4.1/snowflake-jdbc-4.4.1.jar");
        assertThat(names(place)).containsExactly("snowflake-jdbc-4.4.1.jar");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r--r--");
    }

    @Test
    void anotherFileIsThrownAway() throws Exception {
        served = "something else".getBytes(StandardCharsets.UTF_8);

        var failure = failure(new DriverDownload(NetworkRoute.DIRECT, sha256(DRIVER)));

        assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_CORRUPT);
        assertThat(failure.what()).contains(sha256(DRIVER), sha256(served));
        assertThat(names(folder)).isEmpty();
    }

    @Test
    void aRepositoryWithoutItIsNamed() throws Exception {
        served = new byte[0];

        var failure = failure(new DriverDownload(NetworkRoute.DIRECT, sha256(DRIVER)));

        assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_UNREACHABLE);
        assertThat(failure.what()).contains("HTTP 404", root().toString());
        assertThat(names(folder)).isEmpty();
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaidSo() {
        var download = new DriverDownload(NetworkRoute.DIRECT, "");

        var failure = catchThrowableOfType(
                ConnectorException.class, () -> download.fetch(root(), Path.of("/proc/self/fdinfo/no")));

        assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_READ_ONLY);
        assertThat(failure.action()).contains("HUBFLOW_SNOWFLAKE_DRIVER");
    }

    @Test
    void theCommandAsksForARepository() {
        var run = CommandLineRun.of(folder, Map.of(), "snowflake", "driver");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--repository is missing", "Maven repository");
        assertThat(asked).isEmpty();
    }

    @Test
    void theReleaseThatIsFetchedIsTheOneThatIsTested() throws IOException {
        var checkout = Path.of("").toAbsolutePath();
        while (!Files.exists(checkout.resolve("hubflow"))) {
            checkout = Objects.requireNonNull(checkout.getParent(), "not in a checkout");
        }
        assertThat(Files.readString(checkout.resolve("pom.xml")))
                .contains("<snowflake-jdbc.version>" + DriverDownload.VERSION + "</snowflake-jdbc.version>");
    }

    private ConnectorException failure(DriverDownload download) {
        return catchThrowableOfType(ConnectorException.class, () -> download.fetch(root(), folder));
    }

    private URI root() {
        return URI.create("http://127.0.0.1:" + repository.getAddress().getPort() + "/central");
    }

    private static List<String> names(Path place) throws IOException {
        try (var files = Files.list(place)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
