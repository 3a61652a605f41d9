package io.hubflow.service.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Objects;
import org.eclipse.jetty.server.Request;

/**
 * The job that a program asks for: {@code ?job=verify} or the body {@code {"job": "verify"}}. Anything else that it sends is
 * refused, because a misspelt parameter would otherwise start the wrong job.
 */
final class RequestedJob {
    private static final String JOB = "job";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private RequestedJob() {}

    /**
     * @return empty when none is named
     * @throws Refusal 400 or 413 for what cannot be understood
     */
    static String of(Request request) throws IOException {
        var query = Request.extractQueryParameters(request);
        for (var parameter : query.getNames()) {
            requireJob(parameter, "parameter");
        }
        var named = Objects.requireNonNullElse(query.getValue(JOB), "");
        var inBody = inBody(RequestBody.read(request));
        if (!named.isEmpty() && !inBody.isEmpty() && !named.equals(inBody)) {
            throw new Refusal(400, "BAD_REQUEST", "The address and the body name different jobs.");
        }
        return named.isEmpty() ? inBody : named;
    }

    private static String inBody(String body) {
        if (body.isBlank()) {
            return "";
        }
        JsonNode sent;
        try {
            sent = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw malformed();
        }
        if (!sent.isObject()) {
            throw malformed();
        }
        sent.fieldNames().forEachRemaining(field -> requireJob(field, "field"));
        var job = sent.path(JOB);
        if (!job.isMissingNode() && !job.isTextual()) {
            throw malformed();
        }
        return job.asText();
    }

    private static void requireJob(String name, String kind) {
        if (!name.equals(JOB)) {
            throw new Refusal(400, "BAD_REQUEST", "Unknown " + kind + ": only job can be given.");
        }
    }

    private static Refusal malformed() {
        return new Refusal(
                400, "BAD_REQUEST", "The body must be empty or a JSON object such as {\"job\": \"verify\"}.");
    }
}
