package io.hubflow.nifi.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A processor or a controller service.
 *
 * @param path where its REST resource lives: {@code /processors/} or {@code /controller-services/}
 * @param state {@code RUNNING}, {@code STOPPED}, {@code ENABLED}…
 * @param validation {@code VALID}, {@code INVALID} or {@code VALIDATING}
 */
public record Component(
        String id, String path, String name, String type, String state, String validation, List<String> errors) {
    static Component of(JsonNode entity) {
        var component = entity.path("component");
        return new Component(
                entity.path("id").asText(),
                entity.path("uri").asText().contains("/controller-services/")
                        ? "/controller-services/"
                        : "/processors/",
                component.path("name").asText(),
                component.path("type").asText(),
                component.path("state").asText(),
                component.path("validationStatus").asText(),
                StreamSupport.stream(component.path("validationErrors").spliterator(), false)
                        .map(JsonNode::asText)
                        .toList());
    }

    /** The class name without its package. */
    public String simpleType() {
        return type.substring(type.lastIndexOf('.') + 1);
    }
}
