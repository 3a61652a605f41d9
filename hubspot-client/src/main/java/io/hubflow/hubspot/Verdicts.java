package io.hubflow.hubspot;

import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.Outcome.DaySpent;
import io.hubflow.hubspot.Outcome.Expired;
import io.hubflow.hubspot.Outcome.Served;
import io.hubflow.hubspot.Outcome.Throttled;
import io.hubflow.hubspot.Outcome.Transient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The one place that decides what an answer or a failure means and whether it is worth another try. Source: HubSpot's
 * error handling guide and the observed bodies collected in the reference, §8.
 *
 * <p>Until the first answer that is recognisably HubSpot's, failures of the connection and foreign answers are given up
 * early: then the address is more likely wrong than HubSpot down. Thread-safe.
 */
final class Verdicts {
    /** Tries for a failure that a wrong address would give too, before HubSpot has been heard once. */
    private static final int FIRST_CONTACT_TRIES = 3;

    /** Tries for a connection that breaks before HubSpot has been heard; about 8 s in all. */
    private static final int FIRST_BREAK_TRIES = 5;

    /** Statuses that any web server gives for a path it does not have; the others say something even without a body. */
    private static final Set<Integer> ANY_SERVER = Set.of(400, 403, 404, 405, 406, 410, 501, 505);

    /** "Locked" lasts about 2 s (error handling guide, 423). */
    private static final Duration LOCKED = Duration.ofSeconds(2);

    /** 5xx without {@code Retry-After}: "a few seconds" (error handling guide). The backoff grows from there. */
    private static final Duration GATEWAY = Duration.ofSeconds(1);

    /** A migration of the portal takes up to 24 h; only a wait as short as this is worth blocking for. */
    private static final Duration MIGRATION_WAIT = Duration.ofMinutes(2);

    private static final String TRY_LATER = "Run again later; what was read so far is kept.";
    private static final String TRUST_CERTIFICATE = "If a proxy or firewall inspects TLS here, name a PEM file with its"
            + " certificate in network.ca-certificates (in NiFi: in the SSL context service). Otherwise check the base URL.";

    private final URI baseUrl;
    private final int maxTries;
    private volatile boolean hubSpotSeen;

    Verdicts(URI baseUrl, int maxTries) {
        this.baseUrl = baseUrl;
        this.maxTries = maxTries;
    }

    /** HubSpot marks its answers; a body may be damaged, these headers say whose it is. */
    void see(Transport.Answer answer) {
        if (!hubSpotSeen
                && (answer.header("X-HubSpot-Correlation-Id").isPresent()
                        || answer.header("X-HubSpot-RateLimit-Max").isPresent())) {
            recognised();
        }
    }

    /** An answer was read as HubSpot's. */
    void recognised() {
        if (!hubSpotSeen) {
            hubSpotSeen = true;
        }
    }

    /** @param secret the token in use, so that no message repeats it */
    Outcome of(Call call, Transport.Answer answer, String secret) {
        var status = answer.status();
        if (status >= 200 && status < 300) {
            return new Served();
        }
        var error = HubSpotError.of(answer, secret);
        if (error.recognised()) {
            recognised();
        }
        var refusals = new Refusals(baseUrl, call, status, error);
        if (status == 407) {
            return refusals.proxyWantsLogin();
        }
        if (!hubSpotSeen && (ANY_SERVER.contains(status) || status / 100 == 3)) {
            return refusals.notHubSpot();
        }
        if (call.kind() == CallKind.TOKEN && status >= 400 && status < 500 && status != 429) {
            return refusals.tokenNotRenewed();
        }
        return switch (status) {
            case 401 -> unauthorised(error, refusals);
            case 403 -> error.recognised() ? refusals.forbidden() : unavailable(status, error, GATEWAY);
            case 400 -> refusals.badRequest();
            case 404 -> refusals.notFound();
            case 414 -> refusals.urlTooLong();
            case 408, 409 -> unavailable(status, error, retryAfter(answer));
            case 423 -> unavailable(status, error, max(LOCKED, retryAfter(answer)));
            case 429 -> throttled(call, error, retryAfter(answer));
            case 477 -> migrating(refusals, retryAfter(answer));
            case 501, 505 -> refusals.unexpected();
            case 530 -> refusals.tokenMalformed();
            default ->
                status >= 500 ? unavailable(status, error, max(GATEWAY, retryAfter(answer))) : refusals.unexpected();
        };
    }

    /** No whole answer came. */
    Outcome of(IOException failure) {
        var host = baseUrl.getHost();
        if (failure instanceof HttpConnectTimeoutException) {
            return unreachable("%s did not accept a connection in time.".formatted(host), failure);
        }
        if (failure instanceof HttpTimeoutException) {
            return new Transient(
                    ErrorCode.HUBSPOT_UNAVAILABLE,
                    "HubSpot's answer did not arrive in time (" + failure.getMessage() + ").",
                    TRY_LATER,
                    Duration.ZERO,
                    maxTries,
                    failure);
        }
        if (find(failure, UnresolvedAddressException.class) != null
                || find(failure, UnknownHostException.class) != null) {
            return unreachable("The host %s is not known (no DNS entry was found).".formatted(host), failure);
        }
        // With its own repetitions switched off, the JDK wraps a refused connection as "Too many retries" (seen in JDK
        // 25).
        if (find(failure, ConnectException.class) != null) {
            return unreachable("%s refused the connection.".formatted(baseUrl), failure);
        }
        if (String.valueOf(failure.getMessage()).startsWith("Tunnel failed, got: ")) {
            return unreachable(
                    "The proxy gave no tunnel to %s (%s).".formatted(host, Refusals.oneLine(failure)), failure);
        }
        var tls = find(failure, SSLException.class);
        if (tls != null) {
            return unreachable(
                    "No secure connection to %s: %s.".formatted(host, Refusals.oneLine(tls)),
                    TRUST_CERTIFICATE,
                    failure);
        }
        return new Transient(
                hubSpotSeen ? ErrorCode.HUBSPOT_ANSWER_BROKEN : ErrorCode.HUBSPOT_UNREACHABLE,
                "The connection to %s broke before the answer was whole (%s)."
                        .formatted(host, Refusals.oneLine(failure)),
                hubSpotSeen ? TRY_LATER : "Check the network and the base URL " + baseUrl + ".",
                Duration.ZERO,
                hubSpotSeen ? maxTries : Math.min(maxTries, FIRST_BREAK_TRIES),
                failure);
    }

    /** A 2xx answer could not be read: damaged. */
    Outcome broken(BrokenAnswerException failure) {
        return new Transient(
                hubSpotSeen ? ErrorCode.HUBSPOT_ANSWER_BROKEN : ErrorCode.HUBSPOT_NOT_HUBSPOT,
                "%s answered with %s.".formatted(baseUrl.getHost(), failure.getMessage()),
                hubSpotSeen ? TRY_LATER : Refusals.CHECK_BASE_URL,
                Duration.ZERO,
                hubSpotSeen ? maxTries : Math.min(maxTries, FIRST_CONTACT_TRIES),
                failure);
    }

    /** A 2xx answer is good JSON of another kind. */
    Outcome foreign(ForeignAnswerException failure) {
        return new Transient(
                hubSpotSeen ? ErrorCode.HUBSPOT_ANSWER_BROKEN : ErrorCode.HUBSPOT_NOT_HUBSPOT,
                "%s answered with %s, unlike HubSpot.".formatted(baseUrl.getHost(), failure.getMessage()),
                hubSpotSeen ? TRY_LATER : Refusals.CHECK_BASE_URL,
                Duration.ZERO,
                hubSpotSeen ? maxTries : 1,
                failure);
    }

    /** A batch that leaves ids open. */
    Outcome incomplete(IncompleteBatchException failure) {
        return new Transient(
                ErrorCode.HUBSPOT_INCOMPLETE,
                "HubSpot answered with %s.".formatted(failure.getMessage()),
                TRY_LATER,
                Duration.ZERO,
                maxTries,
                failure);
    }

    private Outcome unauthorised(HubSpotError error, Refusals refusals) {
        return error.category().equals("EXPIRED_AUTHENTICATION")
                ? new Expired(refusals.tokenExpired())
                : refusals.tokenRejected();
    }

    /** Three bodies are known; the oldest has no {@code policyName} (reference §8). */
    private Outcome throttled(Call call, HubSpotError error, Duration retryAfter) {
        if (call.kind() == CallKind.TOKEN) {
            return unavailable(429, error, max(GATEWAY, retryAfter));
        }
        if (error.policyName().equals("DAILY") || error.message().contains("daily limit")) {
            return new DaySpent();
        }
        return new Throttled(retryAfter, Refusals.correlation(error));
    }

    private Outcome migrating(Refusals refusals, Duration retryAfter) {
        var failure = refusals.migrating(retryAfter);
        return retryAfter.isZero() || retryAfter.compareTo(MIGRATION_WAIT) > 0
                ? failure
                : new Transient(
                        failure.failure().code(),
                        failure.failure().what(),
                        failure.failure().action(),
                        retryAfter,
                        maxTries,
                        null);
    }

    private Outcome unavailable(int status, HubSpotError error, Duration atLeast) {
        return new Transient(
                ErrorCode.HUBSPOT_UNAVAILABLE,
                "HubSpot answered HTTP %d%s.".formatted(status, Refusals.correlation(error)),
                TRY_LATER,
                atLeast.compareTo(MIGRATION_WAIT) > 0 ? GATEWAY : atLeast,
                maxTries,
                null);
    }

    private Outcome unreachable(String what, IOException failure) {
        return unreachable(what, "Check the network, the proxy and the base URL " + baseUrl + ".", failure);
    }

    private Outcome unreachable(String what, String action, IOException failure) {
        return new Transient(
                ErrorCode.HUBSPOT_UNREACHABLE,
                what,
                action,
                Duration.ZERO,
                hubSpotSeen ? maxTries : Math.min(maxTries, FIRST_CONTACT_TRIES),
                failure);
    }

    /** Whole seconds; promised by HubSpot only for 477, a date is not used. Zero when absent. */
    private static Duration retryAfter(Transport.Answer answer) {
        var text = answer.header("Retry-After").map(String::strip).orElse("");
        return text.matches("[0-9]{1,9}") ? Duration.ofSeconds(Long.parseLong(text)) : Duration.ZERO;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        Throwable at = failure;
        for (var depth = 0; at != null && depth < 10; depth++) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
            at = at.getCause();
        }
        return null;
    }
}
