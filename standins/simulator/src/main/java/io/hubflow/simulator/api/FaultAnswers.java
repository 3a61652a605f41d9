package io.hubflow.simulator.api;

import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.http.Response;
import io.hubflow.simulator.quota.Verdict.Limit;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** What a spoilt call answers. */
final class FaultAnswers {
    private static final String EDGE_PAGE = "<!DOCTYPE html>\n<html><head><title>%s</title></head>"
            + "<body><h1>Error %s</h1><p>The web server reported an error.</p></body></html>\n";

    private final Failures failures;

    FaultAnswers(Failures failures) {
        this.failures = failures;
    }

    Response refuse(Fault.Refuse fault, Exchange exchange) {
        var response = switch (fault.body()) {
            case JSON -> failures.answer(body(fault.status(), exchange));
            case HTML -> Response.html(fault.status(), EDGE_PAGE.formatted(fault.status(), fault.status()));
            case TEXT -> {
                byte[] line = ("error code: " + fault.status()).getBytes(StandardCharsets.US_ASCII);
                yield Response.of(fault.status(), "text/plain; charset=UTF-8", line, line.length);
            }
        };
        return retryAfter(response, fault.retryAfterSeconds());
    }

    Response rateLimit(Fault.RateLimit fault, Exchange exchange) {
        return retryAfter(
                failures.answer(failures.limit(fault.limit(), exchange.caller().appId())), fault.retryAfterSeconds());
    }

    /** What is done to an answer that was right. */
    Response spoil(Response right, Fault fault) {
        return switch (fault) {
            case Fault.HtmlInsteadOfJson html -> Response.html(200, EDGE_PAGE.formatted("One moment", "0"));
            case Fault.InvalidJson invalid -> {
                byte[] half = Arrays.copyOf(right.body(), right.bodyBytes() / 2);
                yield Response.json(right.status(), half);
            }
            case Fault.CutShort cut -> right.delivered(Response.Delivery.CUT_SHORT);
            case Fault.Damaged damaged -> right.delivered(Response.Delivery.DAMAGED);
            case Fault.Stall stall -> right.delivered(Response.Delivery.STALLED);
            case Fault.Reset reset -> right.delivered(Response.Delivery.RESET);
            case Fault.Refuse refuse -> right;
            case Fault.RateLimit limit -> right;
            case Fault.Slow slow -> right;
            case Fault.RevokeToken revoke -> right;
            case Fault.ExpireToken expire -> right;
            case Fault.Empty empty -> Response.json(200, nothing(empty.kind()));
            case Fault.Edit edit -> right;
        };
    }

    private static byte[] nothing(Fault.Empty.Kind kind) {
        String body = switch (kind) {
            case NOTHING -> "";
            case OBJECT -> "{}";
            case RESULTS -> "{\"results\":[]}";
        };
        return body.getBytes(StandardCharsets.US_ASCII);
    }

    private static Failure body(int status, Exchange exchange) {
        return switch (status) {
            case 401 -> Failure.noCredentials();
            case 403 ->
                Failure.missingScopes(
                        exchange.findType().map(type -> type.readScopes()).orElseGet(() -> List.of("oauth")));
            case 404 -> Failure.notFound();
            case 423 -> Failure.of(423, "Locked", null);
            case 429 -> Failure.secondlyLimit();
            case 477 -> Failure.of(477, "Migration in progress", "MIGRATION_IN_PROGRESS");
            case 500 -> Failure.of(500, "internal error", null);
            default -> Failure.of(status, "There was a problem with the request.", null);
        };
    }

    private static Response retryAfter(Response response, OptionalInt seconds) {
        return seconds.isEmpty() ? response : response.with("Retry-After", String.valueOf(seconds.getAsInt()));
    }

    /** The limit a rejected call ran into, in the header's terms: one second, ten, or an hour. */
    static int secondsFor(Limit limit) {
        return switch (limit) {
            case SECONDLY -> 1;
            case TEN_SECONDLY_ROLLING -> 10;
            case DAILY -> 3_600;
        };
    }
}
