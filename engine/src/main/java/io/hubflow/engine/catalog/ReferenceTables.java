package io.hubflow.engine.catalog;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hubflow.engine.checkpoint.CatalogState.KnownProperty;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.hubspot.Owner;
import io.hubflow.hubspot.Pipeline;
import io.hubflow.hubspot.PropertyDefinition;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The companion tables that explain the records: properties, owners, pipelines and stages. */
public final class ReferenceTables {
    private static final JsonMapper JSON = new JsonMapper();

    public static final String PROPERTIES = "hubspot_properties";

    private ReferenceTables() {}

    /**
     * The columns that identify a row of a table whose rows stay when HubSpot does not give them any more; empty for a table
     * that is replaced.
     */
    public static List<String> keptBy(String table) {
        return switch (table) {
            case "hubspot_owners",
                    "hubspot_pipelines",
                    "hubspot_users",
                    "hubspot_teams",
                    "hubspot_roles",
                    "hubspot_currencies" -> List.of("id");
            case "hubspot_lists" -> List.of("list_id");
            case "hubspot_pipeline_stages" -> List.of("pipeline_id", "id");
            default -> List.of();
        };
    }

    private static @Nullable String columnType(
            @Nullable String column, Map<String, String> columnTypes, @Nullable String otherwise) {
        return column == null ? otherwise : columnTypes.getOrDefault(column, otherwise);
    }

    /**
     * {@code hubspot_properties} of one object type: what HubSpot defines now, then what else is known.
     *
     * @param columnTypes type of each column of the table, which may be wider than the property's
     * @param known every property ever seen; those that are not defined get a row of their own
     * @param protections the word for how values are stored, such as {@code hash}, of protected properties
     */
    public static ReferenceTable properties(
            ObjectType type,
            List<PropertyDefinition> properties,
            Set<String> selected,
            Map<String, String> columnNames,
            Map<String, String> columnTypes,
            List<KnownProperty> known,
            Map<String, String> protections) {
        var defined = properties.stream().map(PropertyDefinition::name).collect(Collectors.toSet());
        var rows = new ArrayList<List<@Nullable Object>>();
        for (var p : properties) {
            rows.add(row(
                    type.name(),
                    p.name(),
                    columnNames.get(p.name()),
                    p.label(),
                    p.description(),
                    p.groupName(),
                    p.type(),
                    p.fieldType(),
                    columnType(
                            columnNames.get(p.name()),
                            columnTypes,
                            ColumnTypes.of(p).name()),
                    json(p.options()),
                    p.referencedObjectType(),
                    p.dataSensitivity().name(),
                    p.calculated(),
                    p.hidden(),
                    p.hubspotDefined(),
                    p.hasUniqueValue(),
                    selected.contains(p.name()),
                    true,
                    null,
                    protections.get(p.name())));
        }
        for (var other : known) {
            if (!defined.contains(other.name())) {
                var row = new @Nullable Object[20];
                row[0] = type.name();
                row[1] = other.name();
                row[2] = columnNames.get(other.name());
                row[3] = other.label();
                row[6] = other.type();
                row[7] = other.fieldType();
                row[8] = columnType(columnNames.get(other.name()), columnTypes, null);
                row[11] = other.dataSensitivity().name();
                row[16] = false;
                row[17] = !other.removed();
                row[18] = other.removed() ? Instant.ofEpochMilli(other.removedAtMillis()) : null;
                row[19] = protections.get(other.name());
                rows.add(row(row));
            }
        }
        var columns = columns(
                "object_type name column_name label description group_name type field_type column_type options:JSON"
                        + " referenced_object_type data_sensitivity calculated:BOOLEAN hidden:BOOLEAN"
                        + " hubspot_defined:BOOLEAN has_unique_value:BOOLEAN selected:BOOLEAN in_hubspot:BOOLEAN"
                        + " removed_at:TIMESTAMP protection");
        return new ReferenceTable(PROPERTIES, columns, "object_type", type.name(), rows);
    }

    /**
     * {@code hubspot_owners}; {@code id} is what {@code hubspot_owner_id} holds. An owner that HubSpot no longer gives stays,
     * marked as removed.
     */
    public static ReferenceTable owners(List<Owner> owners, long nowMillis) {
        var rows = new ArrayList<List<@Nullable Object>>();
        // Nobody works in an account without an active owner: such a list came back empty, and says nothing of them.
        for (var o : owners.stream().allMatch(Owner::archived) ? List.<Owner>of() : owners) {
            rows.add(row(
                    o.id(),
                    o.userId().isPresent() ? (Object) o.userId().getAsLong() : null,
                    o.email(),
                    o.firstName(),
                    o.lastName(),
                    o.type(),
                    o.archived(),
                    o.createdAt(),
                    o.updatedAt(),
                    json(o.teams()),
                    null));
        }
        var columns = columns("id user_id:BIGINT email first_name last_name type archived:BOOLEAN"
                + " created_at:TIMESTAMP updated_at:TIMESTAMP teams:JSON removed_at:TIMESTAMP");
        return kept("hubspot_owners", columns, "", rows, nowMillis);
    }

    /**
     * {@code hubspot_pipelines} and {@code hubspot_pipeline_stages} of one object type. What HubSpot no longer gives stays,
     * marked as removed: records go on naming it.
     */
    public static List<ReferenceTable> pipelines(ObjectType type, List<Pipeline> pipelines, long nowMillis) {
        var pipelineRows = new ArrayList<List<@Nullable Object>>();
        var stageRows = new ArrayList<List<@Nullable Object>>();
        for (var p : pipelines) {
            pipelineRows.add(row(
                    type.name(),
                    p.id(),
                    p.label(),
                    (long) p.displayOrder(),
                    p.archived(),
                    p.createdAt(),
                    p.updatedAt(),
                    null));
            for (var s : p.stages()) {
                stageRows.add(row(
                        type.name(),
                        p.id(),
                        s.id(),
                        s.label(),
                        (long) s.displayOrder(),
                        s.archived(),
                        s.createdAt(),
                        s.updatedAt(),
                        json(new TreeMap<>(s.metadata())),
                        null));
            }
        }
        var times = " label display_order:BIGINT archived:BOOLEAN created_at:TIMESTAMP updated_at:TIMESTAMP";
        var removed = " removed_at:TIMESTAMP";
        return List.of(
                kept(
                        "hubspot_pipelines",
                        columns("object_type id" + times + removed),
                        type.name(),
                        pipelineRows,
                        nowMillis),
                kept(
                        "hubspot_pipeline_stages",
                        columns("object_type pipeline_id id" + times + " metadata:JSON" + removed),
                        type.name(),
                        stageRows,
                        nowMillis));
    }

    static ReferenceTable kept(
            String table, List<Column> columns, String objectType, List<List<@Nullable Object>> rows, long nowMillis) {
        return new ReferenceTable(
                table,
                columns,
                objectType.isEmpty() ? "" : "object_type",
                objectType,
                rows,
                keptBy(table),
                Instant.ofEpochMilli(nowMillis));
    }

    /** Equal for equal content; a table is written only when it differs. */
    public static String fingerprint(ReferenceTable table) {
        try {
            var digest = MessageDigest.getInstance("SHA-256")
                    .digest((table.columns() + "\n" + table.rows()).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Names with an optional type after a colon; text without one. */
    static List<Column> columns(String names) {
        return Arrays.stream(names.split(" "))
                .map(name -> name.split(":"))
                .map(part -> new Column(part[0], part.length == 1 ? ColumnType.VARCHAR : ColumnType.valueOf(part[1])))
                .toList();
    }

    static List<@Nullable Object> row(@Nullable Object... values) {
        return Collections.unmodifiableList(Arrays.asList(values));
    }

    static String json(Object value) {
        return JSON.valueToTree(value).toString();
    }
}
