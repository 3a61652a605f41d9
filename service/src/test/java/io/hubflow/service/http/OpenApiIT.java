package io.hubflow.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The published document says what the API answers: each field, its type, and nothing else. */
class OpenApiIT {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void everyAnswerIsAsTheDocumentSays() throws Exception {
        try (var running = RunningServer.open()) {
            running.service.find("main").orElseThrow().runNow("");
            RunningServer.await(
                    () -> running.get("/api/v1/portals/main/runs").body().contains("run_id"));
            running.portal.differ(1);
            running.service.find("main").orElseThrow().runNow("verify");
            RunningServer.await(() ->
                    running.get("/api/v1/portals/main/verifications").body().contains("verification_id"));
            var document = JSON.readTree(running.get("/api/v1/openapi.json").body());
            var runId = JSON.readTree(running.get("/api/v1/portals/main/runs").body())
                    .at("/runs/0/run_id")
                    .asText();

            var verificationId = JSON.readTree(
                            running.get("/api/v1/portals/main/verifications").body())
                    .at("/verifications/0/verification_id")
                    .asText();

            for (var path : document.get("paths").properties()) {
                if (path.getKey().equals("/openapi.json")) {
                    continue;
                }
                var operation = path.getValue().properties().iterator().next();
                var target = "/api/v1"
                        + path.getKey()
                                .replace("{portal}", "main")
                                .replace("{run_id}", runId)
                                .replace("{verification_id}", verificationId);
                var request = running.request(target);
                if (operation.getKey().equals("post")) {
                    request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.noBody());
                }
                var answer = running.send(request);
                var documented = operation.getValue().at("/responses/" + answer.statusCode());
                assertThat(documented.isMissingNode())
                        .as(target + " " + answer.statusCode())
                        .isFalse();
                var schema = documented.at("/content/application~1json/schema");
                assertThat(differences(document, schema, JSON.readTree(answer.body()), target))
                        .isEmpty();
            }
            var missing = JSON.readTree(running.get("/api/v1/portals/none").body());
            assertThat(differences(document, document.at("/components/schemas/Error"), missing, "error"))
                    .isEmpty();
        }
    }

    private static List<String> differences(JsonNode document, JsonNode schema, JsonNode value, String at) {
        if (schema.has("$ref")) {
            return differences(document, document.at(schema.get("$ref").asText().substring(1)), value, at);
        }
        if (schema.has("oneOf")) {
            return value.isNull() ? List.of() : differences(document, schema.at("/oneOf/0"), value, at);
        }
        var found = new ArrayList<String>();
        var types = new HashSet<String>();
        if (schema.get("type").isArray()) {
            schema.get("type").forEach(type -> types.add(type.asText()));
        } else {
            types.add(schema.get("type").asText());
        }
        var type = value.isNull()
                ? "null"
                : value.isObject()
                        ? "object"
                        : value.isArray()
                                ? "array"
                                : value.isBoolean()
                                        ? "boolean"
                                        : value.isIntegralNumber() ? "integer" : value.isNumber() ? "number" : "string";
        if (!types.contains(type)) {
            found.add(at + " is " + type + " and not " + types);
        }
        if (schema.has("enum")
                && StreamSupport.stream(schema.get("enum").spliterator(), false).noneMatch(value::equals)) {
            found.add(at + " is " + value);
        }
        if (value.isArray()) {
            value.forEach(item -> found.addAll(differences(document, schema.get("items"), item, at + "[]")));
        }
        if (value.isObject()) {
            schema.get("required").forEach(name -> {
                if (!value.has(name.asText())) {
                    found.add(at + " lacks " + name.asText());
                }
            });
            for (var field : value.properties()) {
                var known = schema.at("/properties/" + field.getKey());
                if (known.isMissingNode()) {
                    found.add(at + " has an undocumented " + field.getKey());
                } else {
                    found.addAll(differences(document, known, field.getValue(), at + "." + field.getKey()));
                }
            }
        }
        return found;
    }
}
