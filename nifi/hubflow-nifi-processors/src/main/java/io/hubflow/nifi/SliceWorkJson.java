package io.hubflow.nifi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.ListPosition;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.plan.Landing;
import io.hubflow.engine.read.SliceCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The JSON of a slice FlowFile. Slices wait in queues while hubflow is upgraded, so fields that an earlier version did not
 * write have defaults.
 */
final class SliceWorkJson {
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private SliceWorkJson() {}

    static String write(SliceWork work) {
        var plan = work.plan();
        var columns = plan.columns();
        var root = JSON.createObjectNode();
        root.set("slice", tree(SliceCodec.write(work.slice())));
        root.set("type", JSON.valueToTree(plan.type()));
        root.set("schema", JSON.valueToTree(columns.schema()));
        root.set("properties", JSON.valueToTree(columns.properties()));
        root.set("property_types", JSON.valueToTree(columns.propertyTypes()));
        root.set("sensitive", JSON.valueToTree(columns.sensitive()));
        root.set("protections", JSON.valueToTree(plan.protections()));
        root.put("filter", plan.which().filter());
        root.put("by_searched_ids", plan.which().bySearchedIds());
        root.set("facts", JSON.valueToTree(plan.facts()));
        root.put("deletes", plan.deletes().name());
        root.set("unsearchable", JSON.valueToTree(columns.unsearchable()));
        root.put("id_order", plan.idOrder().name());
        root.put("planned_at_millis", plan.plannedAtMillis());
        work.list()
                .ifPresent(position ->
                        root.putObject("list").put("next_id", position.nextId()).put("cursor", position.cursor()));
        work.interleavedRows().ifPresent(rows -> root.put("interleaved_rows", rows));
        work.landing().ifPresent(meaning -> root.set("landing", tree(meaning.toJson())));
        return root.toString();
    }

    /** @throws IllegalArgumentException when the text is no slice FlowFile's content */
    static SliceWork parse(String json) {
        var root = tree(json);
        try {
            var columns = new SliceColumns(
                    JSON.treeToValue(root.path("schema"), TableSchema.class),
                    List.of(JSON.treeToValue(root.path("properties"), String[].class)),
                    propertyTypes(root.path("property_types")),
                    names(root.path("sensitive")),
                    unsearchable(root));
            var plan = new SlicePlan(
                    JSON.treeToValue(root.path("type"), ObjectType.class),
                    columns,
                    texts(root.path("protections")),
                    new SlicePlan.Which(
                            root.path("filter").asText(""),
                            root.path("by_searched_ids").asBoolean(false)),
                    root.has("facts") ? JSON.treeToValue(root.path("facts"), FactPlan.class) : FactPlan.NONE,
                    DeleteMode.valueOf(root.path("deletes").asText(DeleteMode.SOFT.name())),
                    PortalFacts.IdOrder.valueOf(root.path("id_order").asText()),
                    root.path("planned_at_millis").asLong());
            return new SliceWork(
                    plan,
                    SliceCodec.read(root.path("slice").toString()),
                    position(root.path("list")),
                    root.has("interleaved_rows")
                            ? OptionalLong.of(root.path("interleaved_rows").asLong())
                            : OptionalLong.empty(),
                    root.has("landing")
                            ? Optional.of(Landing.parse(root.path("landing").toString()))
                            : Optional.empty());
        } catch (JsonProcessingException | NullPointerException e) {
            throw new IllegalArgumentException("not the content of a slice FlowFile", e);
        }
    }

    /** A slice that an older version planned says only whether there are such properties: they are among the sensitive ones. */
    private static List<String> unsearchable(JsonNode root) {
        var told = root.has("unsearchable") || root.path("search_whole").asBoolean(true);
        return names(root.path(told ? "unsearchable" : "sensitive"));
    }

    private static List<String> names(JsonNode written) {
        var names = new ArrayList<String>();
        written.forEach(name -> names.add(name.asText()));
        return names;
    }

    private static Map<String, String> texts(JsonNode written) {
        var texts = new HashMap<String, String>();
        written.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    private static Map<String, ColumnType> propertyTypes(JsonNode written) {
        var types = new HashMap<String, ColumnType>();
        written.properties()
                .forEach(type -> types.put(
                        type.getKey(), ColumnType.valueOf(type.getValue().asText())));
        return types;
    }

    private static Optional<ListPosition> position(JsonNode list) {
        return list.isMissingNode()
                ? Optional.empty()
                : Optional.of(new ListPosition(
                        list.path("next_id").asLong(), list.path("cursor").asText()));
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON", e);
        }
    }
}
