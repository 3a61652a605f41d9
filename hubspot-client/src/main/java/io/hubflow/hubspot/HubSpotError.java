package io.hubflow.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * HubSpot's error body; every field of it is optional (error handling guide), so absent ones are empty here. Holds only
 * what may be shown: the message is cleaned, names and ids are kept only when they look like such.
 *
 * @param recognised whether the body is an error object as HubSpot writes them
 * @param category HubSpot's category, or the OAuth endpoint's {@code error}
 * @param scopes the scopes that the call would have needed
 */
record HubSpotError(
        boolean recognised,
        String message,
        String category,
        String policyName,
        String correlationId,
        List<String> scopes) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,80}");
    private static final Pattern SECRET =
            Pattern.compile("(?i)(bearer\\s+\\S+|pat-[a-z0-9]+-[0-9a-z-]+|[\\w.+-]+@[\\w-]+(\\.[\\w-]+)+)");
    /** Any of these makes an object an error of HubSpot's; {@code error} is the OAuth endpoint's. */
    private static final List<String> MARKS = List.of("category", "message", "errorType", "error");

    private static final int LONGEST_MESSAGE = 300;

    HubSpotError {
        scopes = List.copyOf(scopes);
    }

    /** @param secret what must not appear in the message although HubSpot may repeat it; may be empty */
    static HubSpotError of(Transport.Answer answer, String secret) {
        var fromHeader = answer.header("X-HubSpot-Correlation-Id").orElse("");
        JsonNode body;
        try {
            body = Json.tree(answer.body());
        } catch (BrokenAnswerException e) {
            return new HubSpotError(false, "", "", "", name(fromHeader), List.of()); // the status has to say it all
        }
        var recognised = MARKS.stream().anyMatch(body::has);
        var correlation = body.path("correlationId").asText("");
        return new HubSpotError(
                recognised,
                clean(body.path("message").asText(""), secret),
                name(body.path("category").asText(body.path("error").asText(""))),
                name(body.path("policyName").asText("")),
                name(correlation.isEmpty() ? fromHeader : correlation),
                scopes(body));
    }

    boolean messageHas(String words) {
        return message.contains(words);
    }

    private static List<String> scopes(JsonNode body) {
        Set<String> scopes = new LinkedHashSet<>();
        var contexts = new ArrayList<JsonNode>();
        contexts.add(body.path("context"));
        body.path("errors").forEach(error -> contexts.add(error.path("context")));
        for (var context : contexts) {
            for (var key : List.of("requiredGranularScopes", "requiredScopes")) {
                context.path(key).forEach(scope -> scopes.add(name(scope.asText(""))));
            }
        }
        scopes.remove("");
        return List.copyOf(scopes);
    }

    private static String name(String text) {
        return NAME.matcher(text).matches() ? text : "";
    }

    private static String clean(String message, String secret) {
        var hidden = secret.isEmpty() ? message : message.replace(secret, "[hidden]");
        var line = SECRET.matcher(hidden).replaceAll("[hidden]").replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "…";
    }
}
