package io.hubflow.service.notify;

import io.hubflow.hubspot.NetworkRoute;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts notifications to one address. Its path is a secret (Slack's hold the key), so no message names more than the host.
 * Redirects are not followed. Thread-safe.
 */
public final class Webhook implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Between tries. Slack asks for a second after 429 (docs.slack.dev, rate limits, read 2026-11-28); then it may be down. */
    static final List<Duration> PAUSES = List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30));

    private final URI address;
    private final WebhookFormat format;
    private final UnaryOperator<String> redaction;
    private final Pause pause;
    private final HttpClient http;
    private final Optional<String> proxyAuthorization;

    /** How to wait between tries. */
    @FunctionalInterface
    public interface Pause {
        void last(Duration time) throws InterruptedException;
    }

    /** @param redaction applied to every body */
    public Webhook(
            URI address, WebhookFormat format, NetworkRoute route, UnaryOperator<String> redaction, Pause pause) {
        this.address = address;
        this.format = format;
        this.redaction = redaction;
        this.pause = pause;
        var builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(TIMEOUT);
        route.sslContext().ifPresent(builder::sslContext);
        route.proxy()
                .map(proxy -> ProxySelector.of(new InetSocketAddress(proxy.host(), proxy.port())))
                .ifPresent(builder::proxy);
        this.http = builder.build();
        this.proxyAuthorization = route.proxy()
                .flatMap(NetworkRoute.HttpProxy::login)
                .map(login -> "Basic "
                        + Base64.getEncoder()
                                .encodeToString(
                                        (login.user() + ":" + login.password()).getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * What became of one try.
     *
     * @param words empty when it was delivered
     */
    private record Outcome(boolean mayTryAgain, String words) {
        private static final Outcome DELIVERED = new Outcome(false, "");
    }

    /** Sends it, with some more tries when the receiver is busy or away; one that refuses it is not asked again. */
    void send(Notification notification) throws InterruptedException {
        var body = redaction.apply(format.write(notification));
        var outcome = post(body);
        for (var tries = 0; outcome.mayTryAgain() && tries < PAUSES.size(); tries++) {
            pause.last(PAUSES.get(tries));
            outcome = post(body);
        }
        if (!outcome.words().isEmpty()) {
            LOG.warn(
                    "A notification was not delivered to {} ({}): {}",
                    address.getHost(),
                    outcome.words(),
                    notification.title());
        }
    }

    private Outcome post(String body) throws InterruptedException {
        var request = HttpRequest.newBuilder(address)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        proxyAuthorization.ifPresent(basic -> request.header("Proxy-Authorization", basic));
        try {
            // The answer's body is not read: it may be endless, and says nothing that the status does not.
            var answer = http.send(request.build(), BodyHandlers.ofInputStream());
            answer.body().close();
            var status = answer.statusCode();
            if (status / 100 == 2) {
                return Outcome.DELIVERED;
            }
            return new Outcome(status == 429 || status >= 500, "HTTP " + status);
        } catch (IOException e) {
            return new Outcome(true, e.getClass().getSimpleName());
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
