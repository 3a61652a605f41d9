package io.hubflow.simulator.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.simulator.json.IsoTime;
import io.hubflow.simulator.mutation.MergeMode;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.MutationResult;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.portal.PropertyCatalog.RetypedValues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Mutations as JSON; the README beside the module lists them with examples. */
final class MutationJson {
    private MutationJson() {}

    /** Reads one operation. */
    static Mutation parse(JsonNode json) {
        String op = text(json, "op");
        return switch (op) {
            case "create" -> new Mutation.Create(text(json, "type"), count(json), values(json.path("properties")));
            case "bulk_import" ->
                new Mutation.BulkImport(
                        text(json, "type"),
                        count(json),
                        Optional.of(json.path("at").asText(""))
                                .filter(at -> !at.isEmpty())
                                .map(Instant::parse));
            case "update" ->
                new Mutation.Update(
                        text(json, "type"),
                        target(json),
                        names(json.path("properties")),
                        values(json.path("properties")));
            case "recalculate" ->
                new Mutation.Recalculate(
                        text(json, "type"),
                        target(json),
                        names(json.path("properties")),
                        values(json.path("properties")));
            case "archive" -> new Mutation.Archive(text(json, "type"), target(json));
            case "restore" -> new Mutation.Restore(text(json, "type"), target(json));
            case "gdpr_delete" -> new Mutation.GdprDelete(text(json, "type"), target(json));
            case "purge" -> new Mutation.Purge(text(json, "type"), target(json));
            case "merge" -> merge(json);
            case "associate" ->
                new Mutation.Associate(text(json, "from"), id(json, "from_id"), text(json, "to"), id(json, "to_id"));
            case "dissociate" ->
                new Mutation.Dissociate(text(json, "from"), id(json, "from_id"), text(json, "to"), id(json, "to_id"));
            case "edit_pipeline" ->
                new Mutation.EditPipeline(
                        json.path("type").asText("deals"),
                        json.path("pipeline").asText("default"),
                        json.path("label").asText("Edited pipeline"));
            case "create_property" ->
                new Mutation.CreateProperty(
                        text(json, "type"),
                        text(json, "name"),
                        json.path("data_type").asText("string"),
                        json.path("field_type").asText("text"),
                        strings(json.path("options")),
                        json.path("sensitivity").asText("non_sensitive"),
                        json.path("calculated").asBoolean(false),
                        json.path("populated").asBoolean(false));
            case "archive_property" -> new Mutation.ArchiveProperty(text(json, "type"), text(json, "name"));
            case "retype_property" ->
                new Mutation.RetypeProperty(
                        text(json, "type"),
                        text(json, "name"),
                        text(json, "data_type"),
                        json.path("field_type").asText("text"),
                        strings(json.path("options")),
                        switch (json.path("values").asText("new")) {
                            case "new" -> RetypedValues.REGENERATED;
                            case "keep" -> RetypedValues.KEPT;
                            default -> throw new IllegalArgumentException("\"values\" is new or keep, in " + json);
                        });
            case "deactivate_owner" -> new Mutation.DeactivateOwner(id(json, "owner_id"));
            default -> throw new IllegalArgumentException("Unknown operation \"" + op + "\"");
        };
    }

    /** Writes what an operation did. */
    static ObjectNode json(MutationResult result) {
        var json = JsonNodeFactory.instance.objectNode().put("op", result.operation());
        json.put("type", result.objectType());
        var ids = json.putArray("ids");
        result.ids().forEach(id -> ids.add(String.valueOf(id)));
        if (!result.absorbedIds().isEmpty()) {
            var absorbed = json.putArray("absorbed_ids");
            result.absorbedIds().forEach(id -> absorbed.add(String.valueOf(id)));
        }
        return json.put("at", IsoTime.text(result.atMillis()));
    }

    static String text(JsonNode json, String field) {
        String text = json.path(field).asText("");
        if (text.isEmpty()) {
            throw new IllegalArgumentException("\"" + field + "\" is missing in " + json);
        }
        return text;
    }

    private static Mutation merge(JsonNode json) {
        Optional<MergeMode> mode = switch (json.path("mode").asText("")) {
            case "" -> Optional.empty();
            case "new_id" -> Optional.of(MergeMode.NEW_ID);
            case "preserve" -> Optional.of(MergeMode.PRESERVE_PRIMARY_ID);
            default -> throw new IllegalArgumentException("A merge's mode is \"new_id\" or \"preserve\", in " + json);
        };
        Target target = json.has("primary")
                ? new Target.Ids(List.of(id(json, "primary"), id(json, "secondary")))
                : target(json);
        return new Mutation.Merge(text(json, "type"), target, mode);
    }

    private static Target target(JsonNode json) {
        if (json.has("ids")) {
            return new Target.Ids(strings(json.path("ids")).stream()
                    .map(MutationJson::parseId)
                    .toList());
        }
        return new Target.Random(count(json), json.path("seed").asLong(0));
    }

    private static int count(JsonNode json) {
        int count = json.path("count").asInt(1);
        if (count < 0) {
            throw new IllegalArgumentException("\"count\" is negative in " + json);
        }
        return count;
    }

    private static long id(JsonNode json, String field) {
        return parseId(text(json, field));
    }

    private static long parseId(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notAnId) {
            throw new IllegalArgumentException("\"" + text + "\" is not a record id", notAnId);
        }
    }

    /** {@code "properties":["city"]}: generated values for these. */
    private static List<String> names(JsonNode properties) {
        return properties.isArray() ? strings(properties) : List.of();
    }

    /** {@code "properties":{"city":"Lisbon"}}: these values. */
    private static Map<String, @Nullable String> values(JsonNode properties) {
        var values = new HashMap<String, @Nullable String>();
        if (properties.isObject()) {
            properties
                    .properties()
                    .forEach(member -> values.put(
                            member.getKey(),
                            member.getValue().isNull()
                                    ? null
                                    : member.getValue().asText()));
        }
        return values;
    }

    private static List<String> strings(JsonNode array) {
        var strings = new ArrayList<String>();
        array.forEach(element -> strings.add(element.asText()));
        return strings;
    }
}
