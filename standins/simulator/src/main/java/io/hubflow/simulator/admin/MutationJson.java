package io.hubflow.simulator.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.simulator.json.IsoTime;
import io.hubflow.simulator.mutation.MergeMode;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.MutationResult;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.portal.CrmList.Processing;
import io.hubflow.simulator.portal.ListPlan;
import io.hubflow.simulator.portal.PropertyCatalog.RetypedValues;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Mutations as JSON; the README beside the module lists them with examples. */
final class MutationJson {
    private static final Set<String> RECORDS = Set.of("op", "type", "ids", "count", "seed");
    private static final Set<String> CHANGES = Set.of("op", "type", "ids", "count", "seed", "properties");

    private static final Set<String> LINKS =
            Set.of("op", "from", "from_id", "to", "to_id", "to_ids", "count", "seed", "label", "type_id");

    /** The members of each operation. */
    private static final Map<String, Set<String>> MEMBERS = Map.ofEntries(
            Map.entry("create", Set.of("op", "type", "count", "properties")),
            Map.entry("bulk_import", Set.of("op", "type", "count", "at")),
            Map.entry("update", CHANGES),
            Map.entry("recalculate", CHANGES),
            Map.entry("backdate", Set.of("op", "type", "ids", "count", "seed", "properties", "by")),
            Map.entry("archive", RECORDS),
            Map.entry("restore", RECORDS),
            Map.entry("gdpr_delete", RECORDS),
            Map.entry("purge", RECORDS),
            Map.entry("merge", Set.of("op", "type", "primary", "secondary", "count", "seed", "mode")),
            Map.entry("associate", LINKS),
            Map.entry("dissociate", LINKS),
            Map.entry("create_label", Set.of("op", "from", "to", "label", "inverse_label")),
            Map.entry("rename_label", Set.of("op", "from", "to", "label", "new_label")),
            Map.entry("delete_label", Set.of("op", "from", "to", "label")),
            Map.entry("create_list", Set.of("op", "type", "name", "processing", "count", "property", "value")),
            Map.entry("delete_list", Set.of("op", "list")),
            Map.entry("rename_list", Set.of("op", "list", "name")),
            Map.entry("add_members", Set.of("op", "list", "ids", "count", "seed")),
            Map.entry("remove_members", Set.of("op", "list", "ids", "count", "seed")),
            Map.entry("edit_pipeline", Set.of("op", "type", "pipeline", "label")),
            Map.entry("delete_pipeline", Set.of("op", "type", "pipeline")),
            Map.entry("delete_stage", Set.of("op", "type", "stage")),
            Map.entry(
                    "create_property",
                    Set.of(
                            "op",
                            "type",
                            "name",
                            "label",
                            "data_type",
                            "field_type",
                            "options",
                            "sensitivity",
                            "calculated",
                            "populated")),
            Map.entry("archive_property", Set.of("op", "type", "name")),
            Map.entry("retype_property", Set.of("op", "type", "name", "data_type", "field_type", "options", "values")),
            Map.entry("deactivate_owner", Set.of("op", "owner_id")),
            Map.entry("create_user", Set.of("op", "email", "first_name", "last_name", "team_id")),
            Map.entry("move_user", Set.of("op", "user_id", "team_id")),
            Map.entry("rename_team", Set.of("op", "team_id", "name")),
            Map.entry("set_exchange_rate", Set.of("op", "from", "rate")),
            Map.entry("delete_owner", Set.of("op", "owner_id")),
            Map.entry("create_type", Set.of("op", "name", "plural", "count")),
            Map.entry("activate_type", Set.of("op", "type")),
            Map.entry("deactivate_type", Set.of("op", "type")),
            Map.entry("delete_type", Set.of("op", "type")));

    private MutationJson() {}

    /** The names of all operations. */
    static List<String> operations() {
        return MEMBERS.keySet().stream().sorted().toList();
    }

    /** Reads one operation. */
    static Mutation parse(JsonNode json) {
        String op = text(json, "op");
        var known = MEMBERS.get(op);
        if (known != null) {
            new Fields(json).only(known);
        }
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
            case "backdate" ->
                new Mutation.Backdate(
                        text(json, "type"),
                        target(json),
                        Durations.parse("by", text(json, "by")),
                        names(json.path("properties")),
                        values(json.path("properties")));
            case "archive" -> new Mutation.Archive(text(json, "type"), target(json));
            case "restore" -> new Mutation.Restore(text(json, "type"), target(json));
            case "gdpr_delete" -> new Mutation.GdprDelete(text(json, "type"), target(json));
            case "purge" -> new Mutation.Purge(text(json, "type"), target(json));
            case "merge" -> merge(json);
            case "associate" ->
                new Mutation.Associate(
                        text(json, "from"), id(json, "from_id"), text(json, "to"), linked(json), label(json));
            case "dissociate" ->
                new Mutation.Dissociate(
                        text(json, "from"), id(json, "from_id"), text(json, "to"), linked(json), label(json));
            case "create_label" ->
                new Mutation.CreateLabel(
                        text(json, "from"),
                        text(json, "to"),
                        text(json, "label"),
                        json.path("inverse_label").asText(text(json, "label")));
            case "rename_label" ->
                new Mutation.RenameLabel(
                        text(json, "from"), text(json, "to"), text(json, "label"), text(json, "new_label"));
            case "delete_label" -> new Mutation.DeleteLabel(text(json, "from"), text(json, "to"), text(json, "label"));
            case "create_list" -> new Mutation.CreateList(listPlan(json));
            case "delete_list" -> new Mutation.DeleteList(text(json, "list"));
            case "rename_list" -> new Mutation.RenameList(text(json, "list"), text(json, "name"));
            case "add_members" -> new Mutation.AddMembers(text(json, "list"), target(json));
            case "remove_members" -> new Mutation.RemoveMembers(text(json, "list"), target(json));
            case "edit_pipeline" ->
                new Mutation.EditPipeline(
                        json.path("type").asText("deals"),
                        json.path("pipeline").asText("default"),
                        json.path("label").asText("Edited pipeline"));
            case "create_property" ->
                new Mutation.CreateProperty(
                        text(json, "type"),
                        text(json, "name"),
                        json.path("label").asText(text(json, "name")),
                        json.path("data_type").asText("string"),
                        json.path("field_type").asText("text"),
                        strings(json.path("options")),
                        json.path("sensitivity").asText("non_sensitive"),
                        new Fields(json).flag("calculated", false),
                        new Fields(json).flag("populated", false));
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
            case "create_user" ->
                new Mutation.CreateUser(
                        text(json, "email"),
                        json.path("first_name").asText("New"),
                        json.path("last_name").asText("User"),
                        json.path("team_id").asText(""));
            case "move_user" -> new Mutation.MoveUser(id(json, "user_id"), text(json, "team_id"));
            case "rename_team" -> new Mutation.RenameTeam(text(json, "team_id"), text(json, "name"));
            case "set_exchange_rate" ->
                new Mutation.SetExchangeRate(text(json, "from"), new BigDecimal(text(json, "rate")));
            case "delete_owner" -> new Mutation.DeleteOwner(id(json, "owner_id"));
            case "delete_pipeline" ->
                new Mutation.DeletePipeline(json.path("type").asText("deals"), text(json, "pipeline"));
            case "delete_stage" -> new Mutation.DeleteStage(json.path("type").asText("deals"), text(json, "stage"));
            case "create_type" ->
                new Mutation.CreateType(
                        text(json, "name"),
                        json.path("plural").asText(text(json, "name")),
                        json.has("count") ? count(json) : 0);
            case "activate_type" -> new Mutation.ActivateType(text(json, "type"));
            case "deactivate_type" -> new Mutation.DeactivateType(text(json, "type"));
            case "delete_type" -> new Mutation.DeleteType(text(json, "type"));
            default ->
                throw new IllegalArgumentException("Unknown operation \"" + op + "\"; choose one of " + operations());
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

    /** With {@code property} and {@code value} a dynamic list unless it is said to be a snapshot. */
    private static ListPlan listPlan(JsonNode json) {
        String type = text(json, "type");
        boolean valued = json.has("property");
        var plan = valued
                ? ListPlan.where(type, text(json, "property"), text(json, "value"))
                : ListPlan.of(type, new Fields(json).number("count", 0, 0));
        var processing = json.has("processing") ? Processing.parse(text(json, "processing")) : plan.processing();
        if (valued == (processing == Processing.MANUAL)) {
            throw new IllegalArgumentException(
                    "A static list has a \"count\", a dynamic or snapshot one \"property\" and \"value\", in " + json);
        }
        return new ListPlan(type, json.path("name").asText(plan.name()), processing, plan.rule());
    }

    private static Target target(JsonNode json) {
        if (json.has("ids")) {
            return ids(json.path("ids"));
        }
        return new Target.Random(count(json), json.path("seed").asLong(0));
    }

    /** {@code to_id}, {@code to_ids}, or {@code count} with an optional {@code seed}. */
    private static Target linked(JsonNode json) {
        if (json.has("to_id")) {
            return Target.id(id(json, "to_id"));
        }
        return json.has("to_ids") ? ids(json.path("to_ids")) : target(json);
    }

    private static String label(JsonNode json) {
        return json.path("label").asText(json.path("type_id").asText(""));
    }

    private static Target ids(JsonNode ids) {
        return new Target.Ids(strings(ids).stream().map(MutationJson::parseId).toList());
    }

    private static int count(JsonNode json) {
        return (int) new Fields(json).number("count", 1, 0);
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
