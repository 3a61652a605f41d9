package io.hubflow.hubspot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.quota.QuotaSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Proxies and certificates over real sockets. */
final class NetworkRouteIT {
    private static final String PAGE = "{\"results\":[]}";

    @TempDir
    Path directory;

    @Test
    void trustsAnOwnAuthorityOnlyWhenItIsGiven() throws IOException, GeneralSecurityException, InterruptedException {
        var tls = TestTls.selfSigned(directory);
        var server = https(tls);
        try {
            assertRefused(server, NetworkRoute.DIRECT, "No secure connection to 127.0.0.1");
            assertThat(records(server, new NetworkRoute(Optional.empty(), Optional.of(tls))))
                    .isZero();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void tunnelsHttpsThroughAProxyThatSeesNoToken() throws IOException, GeneralSecurityException, InterruptedException {
        var tls = TestTls.selfSigned(directory);
        var server = https(tls);
        try (var proxy = new RawServer((number, socket) -> tunnel(socket, server.getAddress()))) {
            var route = new NetworkRoute(Optional.of(proxy(proxy, Optional.empty())), Optional.of(tls));

            assertThat(records(server, route)).isZero();

            assertThat(proxy.requests())
                    .isNotEmpty()
                    .allSatisfy(request -> assertThat(request)
                            .startsWith(
                                    "CONNECT 127.0.0.1:" + server.getAddress().getPort())
                            .doesNotContain(Clients.TOKEN));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void logsInToAProxyAndSaysWhatToDoWhenItIsRefused() throws IOException {
        var login = Optional.of(new NetworkRoute.Login("user", "öffne"));
        var expected = "Proxy-Authorization: Basic dXNlcjrDtmZmbmU=";
        try (var proxy = new RawServer((number, socket) -> RawServer.page(socket, PAGE));
                var client = client(
                        URI.create("http://127.0.0.1:1"),
                        new NetworkRoute(Optional.of(proxy(proxy, login)), Optional.empty()))) {
            client.listRecords(Clients.contacts());

            assertThat(proxy.requests())
                    .singleElement()
                    .satisfies(request -> assertThat(request)
                            .startsWith("GET http://127.0.0.1:1/crm/objects/")
                            .contains(expected));
        }
        try (var proxy = new RawServer((number, socket) -> RawServer.write(
                        socket, "HTTP/1.1 407 Login\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n"));
                var client = client(
                        URI.create("http://127.0.0.1:1"),
                        new NetworkRoute(Optional.of(proxy(proxy, login)), Optional.empty()))) {
            assertThatThrownBy(() -> client.listRecords(Clients.contacts()))
                    .isInstanceOfSatisfying(ConnectorException.class, failure -> {
                        assertThat(failure.code()).isEqualTo(ErrorCode.HUBSPOT_UNREACHABLE);
                        assertThat(failure.getMessage())
                                .contains("HTTP 407", "Check the proxy's user and password")
                                .doesNotContain("öffne");
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"407 Login", "502 No Way"})
    void saysThatTheProxyGaveNoTunnel(String status) throws IOException {
        try (var proxy = new RawServer((number, socket) -> RawServer.write(
                        socket, "HTTP/1.1 " + status + "\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n"));
                var client = client(
                        URI.create("https://127.0.0.1:1"),
                        new NetworkRoute(Optional.of(proxy(proxy, Optional.empty())), Optional.empty()))) {
            assertThatThrownBy(() -> client.listRecords(Clients.contacts()))
                    .isInstanceOfSatisfying(ConnectorException.class, failure -> {
                        assertThat(failure.code()).isEqualTo(ErrorCode.HUBSPOT_UNREACHABLE);
                        assertThat(failure.getMessage()).contains("The proxy", status.substring(0, 3));
                    });
        }
    }

    private static HttpsServer https(SSLContext tls) throws IOException {
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/", exchange -> {
            var body = PAGE.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    /** Copies bytes both ways until one end hangs up. */
    private static void tunnel(Socket client, InetSocketAddress target) throws Exception {
        try (var server = new Socket(target.getAddress(), target.getPort())) {
            RawServer.write(client, "HTTP/1.1 200 Connected\r\n\r\n");
            var done = new CountDownLatch(1);
            var back = Thread.startVirtualThread(() -> {
                try {
                    server.getInputStream().transferTo(client.getOutputStream());
                } catch (IOException e) {
                    // The client hung up, which is how a tunnel ends.
                } finally {
                    done.countDown();
                }
            });
            client.getInputStream().transferTo(server.getOutputStream());
            done.await();
            back.join();
        }
    }

    private static NetworkRoute.HttpProxy proxy(RawServer server, Optional<NetworkRoute.Login> login) {
        return new NetworkRoute.HttpProxy(server.url().getHost(), server.url().getPort(), login);
    }

    private static void assertRefused(HttpsServer server, NetworkRoute route, String words) {
        assertThatThrownBy(() -> records(server, route)).hasMessageContaining(words);
    }

    private static int records(HttpsServer server, NetworkRoute route) {
        var url = URI.create("https://127.0.0.1:" + server.getAddress().getPort());
        try (var client = client(url, route)) {
            return client.listRecords(Clients.contacts()).records().size();
        }
    }

    private static HubSpotClient client(URI url, NetworkRoute route) {
        return HubSpotClient.open(new HubSpotSettings(
                url,
                ApiDialect.V2026_09,
                new AccessTokens.Static(Clients.TOKEN),
                QuotaSettings.DEFAULT,
                Clients.PATIENCE,
                Clients.PATIENCE,
                1,
                8_000,
                route));
    }
}
