package io.hubflow.hubspot;

import io.hubflow.error.ConnectorException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The network: {@code java.net.http} over HTTP/1.1 with kept-alive connections.
 *
 * <p>The timeout of {@code HttpRequest} ends with the answer's header, so a body that stalls would hang for ever; here
 * the whole exchange is waited for and cancelled, which closes its connection.
 *
 * <p>The JDK repeats a GET by itself when a kept-alive connection turns out closed before the answer began; such a
 * repetition is not counted here. A JVM that runs nothing else on {@code java.net.http} can switch that off with
 * {@code -Djdk.httpclient.redirects.retrylimit=1} (seen in JDK 25).
 */
final class JdkTransport implements Transport {
    /** How long {@link #close} waits for answers that are still under way. */
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http;
    private final Optional<String> proxyLogin;
    private final int maxBodyBytes;
    private final HttpResponse.BodyHandler<byte[]> bodies;

    /** @param maxBodyBytes the largest answer that is taken */
    JdkTransport(Duration connectTimeout, NetworkRoute route, int maxBodyBytes) {
        this(connectTimeout, route, maxBodyBytes, head -> new BoundedBody(head.headers(), maxBodyBytes));
    }

    /** @param bodies collects the bytes of an answer as they came */
    JdkTransport(
            Duration connectTimeout, NetworkRoute route, int maxBodyBytes, HttpResponse.BodyHandler<byte[]> bodies) {
        var builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .executor(executor);
        route.sslContext().ifPresent(builder::sslContext);
        route.proxy()
                .map(proxy -> new InetSocketAddress(proxy.host(), proxy.port()))
                .ifPresent(address -> builder.proxy(ProxySelector.of(address)));
        this.proxyLogin = route.proxy().flatMap(NetworkRoute.HttpProxy::login).map(JdkTransport::basic);
        this.maxBodyBytes = maxBodyBytes;
        this.bodies = bodies;
        this.http = builder.build();
    }

    @Override
    public Answer send(Request request, Runnable leaving) throws IOException, InterruptedException {
        var exchange = http.sendAsync(toHttp(request, leaving), bodies);
        try {
            var response = exchange.get(request.timeout().toNanos(), TimeUnit.NANOSECONDS);
            return new Answer(response.statusCode(), response.headers(), unpacked(response));
        } catch (TimeoutException e) {
            exchange.cancel(true);
            throw new HttpTimeoutException(
                    "no complete answer within " + request.timeout().toMillis() + " ms");
        } catch (InterruptedException e) {
            exchange.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof OutOfMemoryError full) {
                // Not the network's fault, so it is not tried again.
                throw ConnectorException.of("Receiving an answer of HubSpot", full);
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }

    private byte[] unpacked(HttpResponse<byte[]> response) throws IOException {
        if (response.body() == null) {
            return new byte[0]; // a proxy's refusal of the tunnel (seen in JDK 25)
        }
        var gzip = response.body().length > 0
                && response.headers()
                        .firstValue("Content-Encoding")
                        .filter("gzip"::equalsIgnoreCase)
                        .isPresent();
        return gzip ? Gzip.unpack(response.body(), maxBodyBytes) : response.body();
    }

    /**
     * Sent unasked: with an {@code Authenticator} the JDK would take a 401 of HubSpot, which names no scheme, for a broken
     * answer.
     */
    private static String basic(NetworkRoute.Login login) {
        var pair = (login.user() + ":" + login.password()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private HttpRequest toHttp(Request request, Runnable leaving) {
        var builder = HttpRequest.newBuilder(request.uri())
                .header("Accept", "application/json")
                .header("Accept-Encoding", "gzip");
        proxyLogin.ifPresent(login -> builder.header("Proxy-Authorization", login));
        if (request.bearer() != null) {
            builder.header("Authorization", "Bearer " + request.bearer());
        }
        var body = request.body();
        if (body == null) {
            return builder.GET().build();
        }
        return builder.header("Content-Type", body.contentType())
                .POST(new LeavingBody(BodyPublishers.ofByteArray(body.bytes()), leaving))
                .build();
    }

    @Override
    public void close() {
        http.shutdownNow();
        try {
            http.awaitTermination(CLOSING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        executor.shutdownNow();
    }
}
