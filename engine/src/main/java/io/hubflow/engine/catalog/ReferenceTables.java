package io.hubflow.engine.catalog;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hubflow.engine.checkpoint.CatalogState.KnownProperty;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.typing.ColumnTypes;
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
import org.jspecify.annotations.Nullable;

/** The companion tables that explain the records: properties, owners, pipelines and stages. */
public final class ReferenceTables {
    private static final JsonMapper JSON = new JsonMapper();

    private ReferenceTables() {}

    /**
     * {@code hubspot_properties} of one object type: what HubSpot defines now, then what it no longer does.
     *
     * @param known every property ever seen; the ones with a time of removal get a row of their own
     */
    public static ReferenceTable properties(
            ObjectType type,
            List<PropertyDefinition> properties,
            Set<String> selected,
            Map<String, String> columnNames,
            List<KnownProperty> known) {
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
                    ColumnTypes.of(p).name(),
                    json(p.options()),
                    p.referencedObjectType(),
                    p.dataSensitivity().name(),
                    p.calculated(),
                    p.hidden(),
                    p.hubspotDefined(),
                    p.hasUniqueValue(),
                    selected.contains(p.name()),
                    true,
                    null));
        }
        for (var gone : known) {
            if (gone.removedAtMillis() > 0) {
                var row = new @Nullable Object[19];
                row[0] = type.name();
                row[1] = gone.name();
                row[2] = columnNames.get(gone.name());
                row[3] = gone.label();
                row[6] = gone.type();
                row[7] = gone.fieldType();
                row[16] = false;
                row[17] = false;
                row[18] = Instant.ofEpochMilli(gone.removedAtMillis());
                rows.add(row(row));
            }
        }
        var columns = columns(
                "object_type name column_name label description group_name type field_type column_type options:JSON"
                        + " referenced_object_type data_sensitivity calculated:BOOLEAN hidden:BOOLEAN"
                        + " hubspot_defined:BOOLEAN has_unique_value:BOOLEAN selected:BOOLEAN in_hubspot:BOOLEAN"
                        + " removed_at:TIMESTAMP");
        return new ReferenceTable("hubspot_properties", columns, "object_type", type.name(), rows);
    }

    /** {@code hubspot_owners}; {@code id} is what {@code hubspot_owner_id} holds. */
    public static ReferenceTable owners(List<Owner> owners) {
        var rows = new ArrayList<List<@Nullable Object>>();
        for (var o : owners) {
            rows.add(row(
                    o.id(),
                    o.userId().isPresent() ? (Object) o.userId().getAsLong() : null,
                    o.email(),
                    o.firstName(),
                    o.lastName(),
                    o.type(),
                    o.archived(),
                    o.createdAt(),
                    o.updatedAt()));
        }
        var columns = columns("id user_id:BIGINT email first_name last_name type archived:BOOLEAN"
                + " created_at:TIMESTAMP updated_at:TIMESTAMP");
        return new ReferenceTable("hubspot_owners", columns, "", "", rows);
    }

    /** {@code hubspot_pipelines} and {@code hubspot_pipeline_stages} of one object type. */
    public static List<ReferenceTable> pipelines(ObjectType type, List<Pipeline> pipelines) {
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
                    p.updatedAt()));
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
                        json(new TreeMap<>(s.metadata()))));
            }
        }
        var times = " label display_order:BIGINT archived:BOOLEAN created_at:TIMESTAMP updated_at:TIMESTAMP";
        return List.of(
                new ReferenceTable(
                        "hubspot_pipelines",
                        columns("object_type id" + times),
                        "object_type",
                        type.name(),
                        pipelineRows),
                new ReferenceTable(
                        "hubspot_pipeline_stages",
                        columns("object_type pipeline_id id" + times + " metadata:JSON"),
                        "object_type",
                        type.name(),
                        stageRows));
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
    private static List<Column> columns(String names) {
        return Arrays.stream(names.split(" "))
                .map(name -> name.split(":"))
                .map(part -> new Column(part[0], part.length == 1 ? ColumnType.VARCHAR : ColumnType.valueOf(part[1])))
                .toList();
    }

    private static List<@Nullable Object> row(@Nullable Object... values) {
        return Collections.unmodifiableList(Arrays.asList(values));
    }

    private static String json(Object value) {
        return JSON.valueToTree(value).toString();
    }
}
