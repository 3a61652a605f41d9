package io.hubflow.nifi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubflow.engine.ObjectPlan;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.ListPosition;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.filter.FilterCodec;
import io.hubflow.engine.filter.RecordFilter;
import io.hubflow.engine.plan.Landing;
import io.hubflow.engine.privacy.Protections;
import io.hubflow.engine.read.ReadClock;
import io.hubflow.engine.read.ReadNotices;
import io.hubflow.engine.read.Slice;
import io.hubflow.engine.read.SliceCodec;
import io.hubflow.engine.read.SliceReader;
import io.hubflow.engine.typing.RowMaker;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.PropertySelection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The content of a slice FlowFile: the slice, and all that a node needs to read it without asking HubSpot for the catalog.
 *
 * @param properties the property of each of the schema's columns
 * @param propertyTypes the type that HubSpot gives a property whose column has become text
 * @param sensitive those of the properties that a token may lose the right to read
 * @param protections how the values of protected properties are stored, as the table's catalog state has it
 * @param filter which records become rows, as {@link FilterCodec} writes it; empty = all
 * @param bySearchedIds whether a search brings ids alone, whose records are read by id
 * @param facts what is read beside the records
 * @param deletes whether departed records are told of
 * @param unsearchable properties that no search returns
 * @param plannedAtMillis HubSpot's clock when it was planned, greater than that of any earlier plan: the rows'
 *     time of reading
 * @param list for a list that must be read page by page from its start: where it goes on
 * @param landing what the arrival of its rows means for the state beside them; absent for what no state tells of
 */
public record SliceWork(
        ObjectType type,
        TableSchema schema,
        List<String> properties,
        Map<String, ColumnType> propertyTypes,
        List<String> sensitive,
        Map<String, String> protections,
        String filter,
        boolean bySearchedIds,
        FactPlan facts,
        DeleteMode deletes,
        List<String> unsearchable,
        PortalFacts.IdOrder idOrder,
        long plannedAtMillis,
        Slice slice,
        Optional<ListPosition> list,
        Optional<Landing> landing) {
    /** The media type of the content. */
    public static final String MIME_TYPE = "application/json";

    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    public SliceWork {
        properties = List.copyOf(properties);
        propertyTypes = Map.copyOf(propertyTypes);
        sensitive = List.copyOf(sensitive);
        protections = Map.copyOf(protections);
        unsearchable = List.copyOf(unsearchable);
    }

    /**
     * What all slices of one plan have in common; the slice itself is still empty. Its columns are those that are read: a
     * column of the table whose property is not selected is not among them.
     */
    public static SliceWork planned(
            ObjectType type,
            ObjectPlan plan,
            List<String> sensitive,
            FactPlan facts,
            DeleteMode deletes,
            PortalFacts.IdOrder idOrder,
            long plannedAtMillis) {
        var columns = new ArrayList<Column>();
        var properties = new ArrayList<String>();
        var types = new HashMap<String, ColumnType>();
        for (var i = 0; i < plan.evolution().properties().size(); i++) {
            var property = plan.evolution().properties().get(i);
            if (!property.isEmpty() && plan.selection().indexOf(property) >= 0) {
                var column = plan.evolution().schema().columns().get(i);
                columns.add(column);
                var given = plan.propertyTypes().getOrDefault(property, column.type());
                if (given != column.type()) {
                    types.put(property, given);
                }
                properties.add(property);
            }
        }
        return new SliceWork(
                type,
                new TableSchema(type.table(), type.name(), columns),
                properties,
                types,
                sensitive.stream().filter(properties::contains).toList(),
                plan.catalogState().protections(),
                "",
                false,
                facts,
                deletes,
                plan.unsearchable().stream().filter(properties::contains).toList(),
                idOrder,
                plannedAtMillis,
                new Slice.Ids(type.name(), List.of()),
                Optional.empty(),
                Optional.empty());
    }

    /** Whether it was planned to be stored in this form: otherwise what is read of it must not reach the table. */
    public boolean isStoredAs(Protections stored) {
        var names = new HashSet<>(protections.keySet());
        names.addAll(properties);
        names.addAll(facts.history());
        return stored.states(names).equals(protections);
    }

    /** Whether its records come with facts. */
    public boolean bringsFacts() {
        return !facts.isEmpty();
    }

    /** The same with another slice. */
    public SliceWork with(Slice other) {
        return copy(other, list, landing);
    }

    /** A list read by HubSpot's own cursors, because this portal's list may not be entered at an id. */
    public SliceWork withSerialList(Slice other) {
        return copy(other, Optional.of(ListPosition.START), landing);
    }

    /** The same, going on elsewhere in the list. */
    public SliceWork at(ListPosition position) {
        return copy(slice, Optional.of(position), landing);
    }

    /** The same, read for a part of the state beside the rows. */
    public SliceWork landingAs(Landing meaning) {
        return copy(slice, list, Optional.of(meaning));
    }

    private SliceWork copy(Slice other, Optional<ListPosition> position, Optional<Landing> meaning) {
        return new SliceWork(
                type,
                schema,
                properties,
                propertyTypes,
                sensitive,
                protections,
                filter,
                bySearchedIds,
                facts,
                deletes,
                unsearchable,
                idOrder,
                plannedAtMillis,
                other,
                position,
                meaning);
    }

    /** The same for some of the records. */
    public SliceWork filtered(RecordFilter wanted) {
        return new SliceWork(
                type,
                schema,
                properties,
                propertyTypes,
                sensitive,
                protections,
                wanted.isEverything() ? "" : FilterCodec.write(wanted),
                bySearchedIds,
                facts,
                deletes,
                unsearchable,
                idOrder,
                plannedAtMillis,
                slice,
                list,
                landing);
    }

    /** The same, where a search brings ids alone: records that are read by id are as exact as those of a list. */
    public SliceWork readingBySearchedIds() {
        return new SliceWork(
                type,
                schema,
                properties,
                propertyTypes,
                sensitive,
                protections,
                filter,
                true,
                facts,
                deletes,
                unsearchable,
                idOrder,
                plannedAtMillis,
                slice,
                list,
                landing);
    }

    /** The same without some properties: its rows say nothing about them, and the table keeps their values. */
    public SliceWork without(Set<String> left) {
        var columns = new ArrayList<Column>();
        var read = new ArrayList<String>();
        for (var i = 0; i < properties.size(); i++) {
            if (!left.contains(properties.get(i))) {
                columns.add(schema.columns().get(i));
                read.add(properties.get(i));
            }
        }
        return new SliceWork(
                type,
                new TableSchema(schema.table(), schema.objectType(), columns),
                read,
                propertyTypes,
                sensitive.stream().filter(read::contains).toList(),
                protections,
                filter,
                bySearchedIds,
                facts,
                deletes,
                unsearchable.stream().filter(read::contains).toList(),
                idOrder,
                plannedAtMillis,
                slice,
                list,
                landing);
    }

    public String toJson() {
        var root = JSON.createObjectNode();
        root.set("slice", tree(SliceCodec.write(slice)));
        root.set("type", JSON.valueToTree(type));
        root.set("schema", JSON.valueToTree(schema));
        root.set("properties", JSON.valueToTree(properties));
        root.set("property_types", JSON.valueToTree(propertyTypes));
        root.set("sensitive", JSON.valueToTree(sensitive));
        root.set("protections", JSON.valueToTree(protections));
        root.put("filter", filter);
        root.put("by_searched_ids", bySearchedIds);
        root.set("facts", JSON.valueToTree(facts));
        root.put("deletes", deletes.name());
        root.set("unsearchable", JSON.valueToTree(unsearchable));
        root.put("id_order", idOrder.name());
        root.put("planned_at_millis", plannedAtMillis);
        list.ifPresent(position ->
                root.putObject("list").put("next_id", position.nextId()).put("cursor", position.cursor()));
        landing.ifPresent(meaning -> root.set("landing", tree(meaning.toJson())));
        return root.toString();
    }

    /** @throws IllegalArgumentException when the text is no slice FlowFile's content */
    public static SliceWork parse(String json) {
        var root = tree(json);
        try {
            return new SliceWork(
                    JSON.treeToValue(root.path("type"), ObjectType.class),
                    JSON.treeToValue(root.path("schema"), TableSchema.class),
                    List.of(JSON.treeToValue(root.path("properties"), String[].class)),
                    propertyTypes(root.path("property_types")),
                    names(root.path("sensitive")),
                    texts(root.path("protections")),
                    root.path("filter").asText(""),
                    root.path("by_searched_ids").asBoolean(false),
                    root.has("facts") ? JSON.treeToValue(root.path("facts"), FactPlan.class) : FactPlan.NONE,
                    DeleteMode.valueOf(root.path("deletes").asText(DeleteMode.SOFT.name())),
                    unsearchable(root),
                    PortalFacts.IdOrder.valueOf(root.path("id_order").asText()),
                    root.path("planned_at_millis").asLong(),
                    SliceCodec.read(root.path("slice").toString()),
                    position(root.path("list")),
                    root.has("landing")
                            ? Optional.of(Landing.parse(root.path("landing").toString()))
                            : Optional.empty());
        } catch (JsonProcessingException | NullPointerException e) {
            throw new IllegalArgumentException("not the content of a slice FlowFile", e);
        }
    }

    /**
     * A reader for this slice and its like. Its rows are dated as of the plan, however late they are read. Which of two
     * versions of a record is the later one is decided by when each was really asked for, see {@link ReadClock}.
     *
     * @param stored how values are stored, see {@link #isStoredAs}
     */
    public SliceReader reader(HubSpotClient client, Protections stored, ReadNotices notices) {
        var selection = PropertySelection.of(
                properties.stream().filter(property -> !property.isEmpty()).toList());
        var plannedAt = Instant.ofEpochMilli(plannedAtMillis);
        var readClock = ReadClock.datedAsOf(plannedAtMillis, () -> client.serverTimeAfter(plannedAt));
        var reader = new SliceReader(
                client,
                type,
                new RowMaker(selection, schema, properties, propertyTypes, stored),
                readClock,
                unsearchable,
                idOrder,
                filter.isEmpty() ? RecordFilter.EVERYTHING : FilterCodec.read(filter),
                notices);
        return bySearchedIds ? reader.byId(UnaryOperator.identity()) : reader;
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
