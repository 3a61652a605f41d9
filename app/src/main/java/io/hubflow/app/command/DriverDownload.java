package io.hubflow.app.command;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.NetworkRoute;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the Snowflake driver from a Maven repository. Only the release that hubflow is tested with is taken: the file must have
 * its SHA-256, wherever it came from. It appears under its name whole or not at all.
 */
final class DriverDownload {
    static final String VERSION = "4.4.1";
    static final String SHA_256 = "cb225d78ac10336669797dfef8588cffb7e3dae689f14120935831b1f6ba2709";
    static final String FILE = "snowflake-jdbc-" + VERSION + ".jar";

    private static final Duration CONNECT = Duration.ofSeconds(30);
    /** 99 MB over a line of half a megabit a second. */
    private static final Duration LONGEST = Duration.ofMinutes(30);
    /** Three times the driver's size: whatever is longer is something else. */
    private static final long MOST_BYTES = 300_000_000;

    private final NetworkRoute route;
    private final String sha256;

    /** @param sha256 of the file, in hexadecimal digits */
    DriverDownload(NetworkRoute route, String sha256) {
        this.route = route;
        this.sha256 = sha256;
    }

    /** Where a repository has the driver. */
    static URI address(URI repository) {
        var root = repository.toString();
        return URI.create(
                (root.endsWith("/") ? root : root + "/") + "net/snowflake/snowflake-jdbc/" + VERSION + "/" + FILE);
    }

    /** Whether the folder has this very file already. */
    boolean isIn(Path folder) {
        var file = folder.resolve(FILE);
        try {
            return Files.isRegularFile(file) && hash(file).equals(sha256);
        } catch (IOException e) {
            throw notWritten(folder, e);
        }
    }

    /**
     * @param folder is made when it is missing
     * @throws ConnectorException {@code DESTINATION_UNREACHABLE} when the repository does not hand the file out,
     *     {@code DESTINATION_CORRUPT} when it hands out another one, {@code DESTINATION_READ_ONLY} when the folder cannot be
     *     written
     */
    Path fetch(URI repository, Path folder) {
        var address = address(repository);
        try {
            Files.createDirectories(folder);
            var draft = Files.createTempFile(folder, ".draft-", ".part");
            try {
                download(address, draft);
                requireThatFile(address, draft);
                letOthersRead(draft);
                return Files.move(draft, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw notWritten(folder, e);
        }
    }

    private void download(URI address, Path draft) {
        try (var http = client()) {
            var request = HttpRequest.newBuilder(address).GET();
            proxyLogin(request);
            var answer = http.sendAsync(request.build(), head -> body(head, draft))
                    .get(LONGEST.toSeconds(), TimeUnit.SECONDS);
            if (answer.statusCode() != 200) {
                throw notHandedOut(address, "it answered HTTP " + answer.statusCode(), null);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw notHandedOut(address, String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            throw ConnectorException.interrupted(e);
        }
    }

    private static BodySubscriber<Path> body(ResponseInfo head, Path draft) {
        var bytes = head.headers().firstValueAsLong("Content-Length").orElse(0);
        if (head.statusCode() != 200 || bytes > MOST_BYTES) {
            return BodySubscribers.replacing(draft);
        }
        return BodySubscribers.ofFile(draft);
    }

    private HttpClient client() {
        // Repositories send to their storage; nothing secret goes along.
        var builder = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(CONNECT);
        route.sslContext().ifPresent(builder::sslContext);
        route.proxy()
                .map(proxy -> ProxySelector.of(new InetSocketAddress(proxy.host(), proxy.port())))
                .ifPresent(builder::proxy);
        return builder.build();
    }

    private void proxyLogin(HttpRequest.Builder request) {
        route.proxy().flatMap(NetworkRoute.HttpProxy::login).ifPresent(login -> {
            var words = (login.user() + ":" + login.password()).getBytes(StandardCharsets.UTF_8);
            request.header("Proxy-Authorization", "Basic " + Base64.getEncoder().encodeToString(words));
        });
    }

    private void requireThatFile(URI address, Path draft) throws IOException {
        var hash = hash(draft);
        if (!hash.equals(sha256)) {
            throw new ConnectorException(
                    ErrorCode.DESTINATION_CORRUPT,
                    "The file from " + address + " is not " + FILE + ": its SHA-256 is " + hash + ", not " + sha256
                            + ".",
                    "The file was deleted; nothing was changed.",
                    "Try again, or name another repository. If the checksum stays the same, the repository has a different file.");
        }
    }

    /** It holds nothing private, and the service may run as another user. */
    private static void letOthersRead(Path file) throws IOException {
        var posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (posix != null) {
            posix.setPermissions(PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    private static String hash(Path file) throws IOException {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            try (var in = new DigestInputStream(Files.newInputStream(file), sha)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ConnectorException notHandedOut(URI address, String why, @Nullable Throwable cause) {
        return new ConnectorException(
                ErrorCode.DESTINATION_UNREACHABLE,
                "The Snowflake driver could not be fetched from " + address + ": " + why + ".",
                "Nothing was changed.",
                "Name a repository that has it with --repository, or put " + FILE + " into the folder yourself.",
                cause);
    }

    private static ConnectorException notWritten(Path folder, IOException cause) {
        return new ConnectorException(
                ErrorCode.DESTINATION_READ_ONLY,
                "The Snowflake driver cannot be written to " + folder + ": " + cause.getMessage() + ".",
                "Nothing was changed.",
                "Run it as a user who may write there, or name another folder in HUBFLOW_SNOWFLAKE_DRIVER, for this command and"
                        + " for those that use the driver.",
                cause);
    }
}
