package io.hubflow.hubspot;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.Outcome.Refused;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;

/** Words for one refused call: what happened, what it means, what to do. */
record Refusals(URI baseUrl, Call call, int status, HubSpotError error) {
    static final String CHECK_BASE_URL =
            "Check the base URL; HubSpot's own is " + HubSpotSettings.DEFAULT_BASE_URL + ".";

    private static final int LONGEST_CAUSE = 200;

    private static final Pattern NAMED_TYPE = Pattern.compile(
            "(?:Unable to infer object type from|Invalid object or event type id): ([A-Za-z0-9_-]{1,100})");

    Refused forbidden() {
        if (!error.category().equals("MISSING_SCOPES") && error.scopes().isEmpty()) {
            return refused(
                    ErrorCode.HUBSPOT_REQUEST_REFUSED,
                    "HubSpot forbade the call %s%s.".formatted(call.path(), details()),
                    "",
                    "Check what the key may read, and whether the object type is part of the portal's subscription.");
        }
        var scopes = error.scopes().isEmpty() ? "it does not name" : String.join(" or ", error.scopes());
        return refused(
                ErrorCode.HUBSPOT_SCOPE_MISSING,
                "HubSpot wants scope %s for %s%s.".formatted(scopes, call.path(), details()),
                "The token may not read %s.".formatted(call.objectType()),
                "Add the scope to the key or app in HubSpot, then run again.");
    }

    Refused badRequest() {
        if (error.messageHas("Unable to infer object type") || error.messageHas("Invalid object or event type id")) {
            return refused(
                    ErrorCode.OBJECT_TYPE_UNKNOWN,
                    "HubSpot does not know the object type \"%s\"%s.".formatted(unknownType(), details()),
                    "Nothing was read for it.",
                    "Correct the name, or run `hubflow discover` for the types of this portal.");
        }
        return unexpected();
    }

    /** A call for links names two types; HubSpot says which of them it does not know. */
    private String unknownType() {
        if (call.kind() != CallKind.ASSOCIATIONS) {
            return call.objectType();
        }
        var named = NAMED_TYPE.matcher(error.message());
        return named.find() ? named.group(1) : call.objectType();
    }

    Refused unexpected() {
        var said = error.message().isEmpty() ? "" : " It said: " + error.message();
        return refused(
                status / 100 == 3 ? ErrorCode.HUBSPOT_NOT_HUBSPOT : ErrorCode.HUBSPOT_REQUEST_REFUSED,
                "HubSpot refused the call %s%s.%s".formatted(call.path(), details(), said),
                status / 100 == 3 ? "Redirects are not followed, so that the token stays with this host." : "",
                status / 100 == 3 ? CHECK_BASE_URL : "");
    }

    Refused notFound() {
        return refused(
                ErrorCode.HUBSPOT_NOT_FOUND,
                "HubSpot has nothing at %s%s.".formatted(call.path(), details()),
                "",
                "Check the object type, and that the portal's subscription has it.");
    }

    Refused urlTooLong() {
        return refused(
                ErrorCode.HUBSPOT_URL_TOO_LONG,
                "The request line for %s was too long%s: %d characters."
                        .formatted(call.path(), details(), call.target().length()),
                "",
                "Ask for fewer properties in a list call, or read them by batch.");
    }

    Refused tokenRejected() {
        return refused(
                ErrorCode.HUBSPOT_TOKEN_REJECTED,
                "HubSpot does not accept the access token%s.".formatted(details()),
                "Nothing can be read with it.",
                "Check that the token is whole, belongs to this portal, and was not rotated or revoked.");
    }

    /** The edge before HubSpot answers 530 with a body that is no JSON when the token has not a token's form. */
    Refused tokenMalformed() {
        return refused(
                ErrorCode.HUBSPOT_TOKEN_REJECTED,
                "HubSpot does not accept the access token, because it has not the form of one (HTTP 530).",
                "Nothing can be read with it.",
                "Copy the token again, whole; it begins with pat- for a service key or private app.");
    }

    ConnectorException tokenExpired() {
        return refused(
                        ErrorCode.HUBSPOT_TOKEN_EXPIRED,
                        "The access token has expired%s.".formatted(details()),
                        "Nothing can be read with it.",
                        "Use a service key, which does not expire, or give hubflow the app's refresh token.")
                .failure();
    }

    /** Only HubSpot's short code is shown: the answer may repeat what was sent, and that were secrets. */
    Refused tokenNotRenewed() {
        return refused(
                ErrorCode.HUBSPOT_TOKEN_REJECTED,
                "HubSpot gave no access token for the refresh token (HTTP %d%s)."
                        .formatted(status, error.category().isEmpty() ? "" : ", " + error.category()),
                "Nothing can be read.",
                "Check client id and secret; if they are right, install the app again for a new refresh token.");
    }

    Refused notHubSpot() {
        var redirect = status / 100 == 3;
        return refused(
                ErrorCode.HUBSPOT_NOT_HUBSPOT,
                "%s does not answer like HubSpot (HTTP %d for %s).".formatted(baseUrl, status, call.path()),
                redirect ? "Redirects are not followed, so that the token stays with this host." : "",
                CHECK_BASE_URL);
    }

    Refused proxyWantsLogin() {
        return refused(
                ErrorCode.HUBSPOT_UNREACHABLE,
                "The proxy does not let the call to %s through without a login (HTTP 407).".formatted(baseUrl),
                "HubSpot was not reached.",
                "Check the proxy's user and password. A login through a tunnel also needs a Java that was started with"
                        + " -Djdk.http.auth.tunneling.disabledSchemes= (with nothing after the sign).");
    }

    Refused migrating(Duration retryAfter) {
        var until =
                retryAfter.isZero() ? "" : ", expected to last %d more minutes".formatted(retryAfter.toMinutes() + 1);
        return refused(
                ErrorCode.HUBSPOT_MIGRATING,
                "HubSpot is moving this portal to another region (HTTP 477%s).".formatted(until),
                "Until then nothing can be read; what was read so far is kept.",
                "Run again afterwards.");
    }

    /** For the middle of a sentence: {@code , correlation id …}, or nothing. */
    static String correlation(HubSpotError error) {
        return error.correlationId().isEmpty() ? "" : ", " + CorrelationId.inWords(error.correlationId());
    }

    /** One short line about a failure of the JDK; those name hosts and certificates, never what was sent. */
    static String oneLine(Throwable failure) {
        var message = failure.getMessage();
        var line = message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").strip();
        return line.length() <= LONGEST_CAUSE ? line : line.substring(0, LONGEST_CAUSE) + "…";
    }

    private String details() {
        var category = error.category().isEmpty() ? "" : " " + error.category();
        return " (HTTP %d%s%s)".formatted(status, category, correlation(error));
    }

    private Refused refused(ErrorCode code, String what, String meaning, String action) {
        return new Refused(status, new ConnectorException(code, what, meaning, action));
    }
}
