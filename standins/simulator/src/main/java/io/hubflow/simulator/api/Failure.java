package io.hubflow.simulator.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * An error answer.
 *
 * @param status the HTTP status
 * @param body the JSON body without its correlationId
 */
record Failure(int status, ObjectNode body) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** {@code {"status":"error","message":…,"category":…}}. */
    static Failure of(int status, String message, @Nullable String category) {
        var body = JSON.objectNode().put("status", "error").put("message", message);
        if (category != null) {
            body.put("category", category);
        }
        return new Failure(status, body);
    }

    /** 400 VALIDATION_ERROR. */
    static Failure validation(String message) {
        return of(400, message, "VALIDATION_ERROR");
    }

    /** The two bodies of an unknown type, without a category (observed: LIVE-B in the reference). */
    static Failure unknownType(String name) {
        boolean isId = name.matches("\\d+-\\d+");
        return of(
                400,
                isId ? "Invalid object or event type id: " + name : "Unable to infer object type from: " + name,
                null);
    }

    /** A type that the account does not use (status and body unverified). */
    static Failure inactiveType(String typeId, long portalId) {
        return validation("Object type " + typeId + " is not enabled in portal " + portalId);
    }

    /** A missing record (exact keys unverified). */
    static Failure notFound() {
        return of(404, "resource not found", "OBJECT_NOT_FOUND");
    }

    static Failure noCredentials() {
        return of(
                401,
                "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more"
                        + " details at https://developers.hubspot.com/docs/methods/auth/oauth-overview",
                "INVALID_AUTHENTICATION");
    }

    static Failure expired(long secondsAgo, String expiredAt) {
        var failure = of(
                401,
                "The OAuth token used to make this call expired " + secondsAgo + " second(s) ago.",
                "EXPIRED_AUTHENTICATION");
        failure.body.putObject("context").putArray("expire time").add(expiredAt);
        return failure;
    }

    static Failure missingScopes(Collection<String> anyOf) {
        var failure = of(
                403,
                "This app hasn't been granted all required scopes to make this call. Read more about required scopes"
                        + " here: https://developers.hubspot.com/scopes.",
                "MISSING_SCOPES");
        var error = failure.body
                .putArray("errors")
                .addObject()
                .put("message", "One or more of the following scopes are required.");
        var scopes = error.putObject("context").putArray("requiredGranularScopes");
        anyOf.forEach(scopes::add);
        failure.body.putObject("links").put("scopes", "https://developers.hubspot.com/scopes");
        return failure;
    }

    /** Search limit, recorded in 2022: no policyName. */
    static Failure secondlyLimit() {
        return of(429, "You have reached your secondly limit.", "RATE_LIMITS");
    }

    /** Burst limit, observed. */
    static Failure tenSecondlyLimit(long portalId, String appId) {
        var failure = of(429, "You have reached your ten_secondly_rolling limit.", null);
        failure.body
                .put("errorType", "RATE_LIMIT")
                .put("policyName", "TEN_SECONDLY_ROLLING")
                .put("groupName", "publicapi:private_app-api-calls-ten-secondly:" + portalId + ":" + appId);
        return failure;
    }

    /** Daily limit (source: usage guidelines). */
    static Failure dailyLimit(String requestId) {
        var failure = of(429, "You have reached your daily limit.", null);
        failure.body.put("errorType", "RATE_LIMIT").put("policyName", "DAILY").put("requestId", requestId);
        return failure;
    }
}
