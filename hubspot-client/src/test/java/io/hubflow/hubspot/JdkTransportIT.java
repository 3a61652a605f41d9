package io.hubflow.hubspot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.quota.Timeline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client over real sockets, against a server that answers as no good one does. */
final class JdkTransportIT {
    private static final String PAGE =
            "{\"results\":[{\"id\":\"1\",\"properties\":{},\"createdAt\":\"2022-06-01T14:31:48Z\","
                    + "\"updatedAt\":\"2022-06-01T14:31:48Z\"}]}";

    @Test
    void keepsTheConnectionAndSendsTheTokenAsBearer() throws IOException {
        try (var server = new RawServer((number, socket) -> RawServer.page(socket, PAGE));
                var client = client(server.url())) {
            for (var i = 0; i < 5; i++) {
                assertThat(client.listRecords(Clients.contacts()).records()).hasSize(1);
            }

            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.requests())
                    .hasSize(5)
                    .allSatisfy(request -> assertThat(request)
                            .startsWith("GET /crm/objects/2026-09/contacts?limit=100&archived=false HTTP/1.1\r\n")
                            .contains("Authorization: Bearer " + Clients.TOKEN));
        }
    }

    /** On a machine so slow that good answers take longer than two seconds, the client only asks more often. */
    @Test
    void cutsABodyThatStallsAndAsksAgain() throws IOException {
        try (var server = new RawServer((number, socket) -> {
                    if (number == 1) {
                        RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"results\":[");
                        waitForTheClientToHangUp(socket);
                    } else {
                        RawServer.page(socket, PAGE);
                    }
                });
                var client = HubSpotClient.open(Clients.settings(
                        server.url(),
                        ApiDialect.V2026_09,
                        new AccessTokens.Static(Clients.TOKEN),
                        Duration.ofSeconds(2)))) {
            assertThat(client.listRecords(Clients.contacts()).records()).hasSize(1);

            assertThat(server.requests()).hasSizeGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void asksAgainAfterAResetACutBodyAndACutChunk() throws IOException {
        try (var server = new RawServer((number, socket) -> {
                    switch (number) {
                        case 1 -> RawServer.reset(socket);
                        case 2 -> {
                            RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"results\":[]}");
                            socket.close();
                        }
                        case 3 -> {
                            RawServer.write(
                                    socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n{\"resu\r\n");
                            socket.close();
                        }
                        default -> RawServer.page(socket, PAGE);
                    }
                });
                var client = client(server.url())) {
            assertThat(client.listRecords(Clients.contacts()).records()).hasSize(1);
            assertThat(server.requests()).hasSize(4);
        }
    }

    @Test
    void unpacksACompressedAnswerAndAsksAgainForADamagedOne() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(PAGE.getBytes(StandardCharsets.UTF_8));
        }
        try (var server = new RawServer((number, socket) -> {
                    var bytes = packed.toByteArray();
                    var length = number == 1 ? bytes.length / 2 : bytes.length;
                    RawServer.write(
                            socket,
                            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + length + "\r\n\r\n");
                    socket.getOutputStream().write(bytes, 0, length);
                    socket.getOutputStream().flush();
                });
                var client = client(server.url())) {
            assertThat(client.listRecords(Clients.contacts()).records()).hasSize(1);
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void refusesASmallAnswerThatUnpacksToMoreThanItMayTake() throws IOException {
        var packed = GzipTest.packed(new byte[1_000_001]);
        try (var server = new RawServer((number, socket) -> {
                    RawServer.write(
                            socket,
                            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + packed.length
                                    + "\r\n\r\n");
                    socket.getOutputStream().write(packed);
                    socket.getOutputStream().flush();
                });
                var transport = new JdkTransport(Duration.ofSeconds(10), NetworkRoute.DIRECT, 1_000_000)) {
            var request = new Transport.Request("GET", server.url(), null, null, Duration.ofSeconds(60));

            assertThatThrownBy(() -> transport.send(request, () -> {}))
                    .isInstanceOf(AnswerTooLargeException.class)
                    .hasMessageContaining("at most 1000000 are accepted");
            assertThat(server.requests()).singleElement().asString().contains("Accept-Encoding: gzip");
        }
    }

    private enum Moment {
        HEAD,
        FIRST_BYTES,
        LAST_BYTE
    }

    @ParameterizedTest
    @EnumSource
    void memoryThatRunsOutWhileAnAnswerIsTakenIsNotTheNetworksFault(Moment moment) throws IOException {
        assertThat(takenBy(failing(moment, new OutOfMemoryError("Java heap space"))))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY));
    }

    @ParameterizedTest
    @EnumSource
    void anErrorWhileAnAnswerIsTakenIsToldAsItIs(Moment moment) throws IOException {
        var error = new NoClassDefFoundError("io/hubflow/Absent");

        assertThat(takenBy(failing(moment, error))).isSameAs(error);
    }

    @Test
    void anErrorWhileAQuestionGoesOutIsToldAsItIs() throws IOException {
        try (var server = new RawServer((number, socket) -> RawServer.page(socket, PAGE));
                var transport = new JdkTransport(Duration.ofSeconds(10), NetworkRoute.DIRECT, 1_000_000)) {
            var body = new Call.Body("application/json", "{}".getBytes(StandardCharsets.UTF_8));
            var request = new Transport.Request("POST", server.url(), null, body, Clients.PATIENCE);
            var error = new NoClassDefFoundError("io/hubflow/Absent");

            assertThatThrownBy(() -> transport.send(request, () -> {
                        throw error;
                    }))
                    .isSameAs(error);
        }
    }

    private static Throwable takenBy(HttpResponse.BodyHandler<byte[]> bodies) throws IOException {
        try (var server = new RawServer((number, socket) -> RawServer.page(socket, PAGE));
                var transport = new JdkTransport(Duration.ofSeconds(10), NetworkRoute.DIRECT, 1_000_000, bodies);
                var client = Clients.over(transport, Timeline.system(), server.url())) {
            var failure = catchThrowable(() -> client.listRecords(Clients.contacts()));
            assertThat(server.requests()).hasSize(1);
            return failure;
        }
    }

    private static HttpResponse.BodyHandler<byte[]> failing(Moment moment, Error error) {
        return head -> {
            if (moment == Moment.HEAD) {
                throw error;
            }
            var bytes = HttpResponse.BodySubscribers.ofByteArray();
            return new HttpResponse.BodySubscriber<>() {
                @Override
                public CompletionStage<byte[]> getBody() {
                    return bytes.getBody();
                }

                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                    bytes.onSubscribe(subscription);
                }

                @Override
                public void onNext(List<ByteBuffer> buffers) {
                    if (moment == Moment.FIRST_BYTES) {
                        throw error;
                    }
                    bytes.onNext(buffers);
                }

                @Override
                public void onError(Throwable failure) {
                    bytes.onError(failure);
                }

                @Override
                public void onComplete() {
                    throw error;
                }
            };
        };
    }

    @Test
    void callsOfAClosedClientAreInterruptions() throws IOException {
        try (var server = new RawServer((number, socket) -> RawServer.page(socket, PAGE))) {
            var client = client(server.url());
            client.close();

            assertThat(assertFails(client, ErrorCode.INTERRUPTED)).contains("was closed");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void doesNotFollowARedirectWithTheToken() throws IOException {
        try (var stranger = new RawServer((number, socket) -> RawServer.page(socket, PAGE));
                var server = new RawServer((number, socket) -> RawServer.write(
                        socket,
                        "HTTP/1.1 307 Temporary Redirect\r\nContent-Length: 0\r\nLocation: " + stranger.url()
                                + "/crm/objects/2026-09/contacts\r\n\r\n"));
                var client = client(server.url())) {
            assertFails(client, ErrorCode.HUBSPOT_NOT_HUBSPOT);
            assertThat(stranger.requests()).isEmpty();
        }
    }

    @Test
    void reportsAClosedPortAndAnUnknownHost() throws IOException {
        URI closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        try (var client = client(closed)) {
            assertFails(client, ErrorCode.HUBSPOT_UNREACHABLE);
        }
        try (var client = client(URI.create("https://no-such-host.invalid"))) {
            assertThat(assertFails(client, ErrorCode.HUBSPOT_UNREACHABLE))
                    .contains("no-such-host.invalid is not known");
        }
    }

    @Test
    void reportsAServerThatSpeaksNoTls() throws IOException {
        try (var server = new RawServer((number, socket) -> RawServer.page(socket, PAGE));
                var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var client = client(URI.create("https://127.0.0.1:" + listener.getLocalPort()));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(server.requests()).isEmpty();
            threads.submit(() -> {
                while (true) {
                    try (var socket = listener.accept()) {
                        RawServer.write(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
                    }
                }
            });
            assertThat(assertFails(client, ErrorCode.HUBSPOT_UNREACHABLE))
                    .contains("No secure connection to 127.0.0.1");
            listener.close();
        }
    }

    @Test
    void anInterruptEndsAWaitingCall() throws Exception {
        var asked = new CountDownLatch(1);
        try (var server = new RawServer((number, socket) -> {
                    asked.countDown();
                    waitForTheClientToHangUp(socket);
                });
                var client = client(server.url());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var call = threads.submit(() -> assertFails(client, ErrorCode.INTERRUPTED));
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
            threads.shutdownNow();

            assertThat(call.get(60, TimeUnit.SECONDS)).contains("was interrupted");
        }
    }

    private static HubSpotClient client(URI url) {
        return HubSpotClient.open(Clients.settings(url, ApiDialect.V2026_09, new AccessTokens.Static(Clients.TOKEN)));
    }

    private static String assertFails(HubSpotClient client, ErrorCode code) {
        var message = new String[] {""};
        assertThatThrownBy(() -> client.listRecords(Clients.contacts()))
                .isInstanceOfSatisfying(ConnectorException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(code);
                    message[0] = failure.getMessage();
                });
        return message[0];
    }

    private static void waitForTheClientToHangUp(Socket socket) throws IOException {
        while (socket.getInputStream().read() >= 0) {
            // nothing more is expected
        }
    }
}
