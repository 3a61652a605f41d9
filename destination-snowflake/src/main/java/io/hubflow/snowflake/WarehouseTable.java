package io.hubflow.snowflake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.TableSchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A table of CRM records as Snowflake has it, and which property each column holds. Recorded beside the checkpoints, because
 * a column's name does not always tell its property ({@code straße} and {@code strasse} are both {@code STRASSE}).
 *
 * @param name the engine's name for the table
 * @param table Snowflake's
 * @param readInPart whether its rows may hold values of several readings, because a stage did not read every column: then
 *     equal hashes alone say that a row is unchanged
 * @param lost properties whose columns somebody had dropped, and which a commit made again; until a run is told of them
 */
record WarehouseTable(
        String name,
        String table,
        String objectType,
        Layout layout,
        List<PropertyColumn> columns,
        boolean readInPart,
        Set<String> lost) {
    private static final ObjectMapper JSON = new ObjectMapper();

    WarehouseTable {
        columns = List.copyOf(columns);
        lost = Set.copyOf(lost);
    }

    /** A table that does not exist yet. */
    static WarehouseTable planned(TableSchema schema, String table, Layout layout) {
        return new WarehouseTable(schema.table(), table, schema.objectType(), layout, List.of(), false, Set.of())
                .evolvedTo(schema);
    }

    TableSchema schema() {
        return new TableSchema(
                name,
                objectType,
                columns.stream().map(c -> new Column(c.name(), c.type())).toList());
    }

    /** Names that differ by case alone are the same to the engine. */
    static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** This table with the schema's new columns at the end and its wider types; no column is lost or narrowed. */
    WarehouseTable evolvedTo(TableSchema schema) {
        var wanted = new LinkedHashMap<String, Column>();
        schema.columns().forEach(c -> wanted.put(key(c.name()), c));
        var evolved = new ArrayList<PropertyColumn>();
        for (var column : columns) {
            var asked = wanted.remove(key(column.name()));
            var type = asked != null && column.type().widensTo(asked.type()) ? asked.type() : column.type();
            evolved.add(new PropertyColumn(asked == null ? column.name() : asked.name(), column.column(), type));
        }
        var taken = takenColumns();
        for (var column : wanted.values()) {
            evolved.add(new PropertyColumn(column.name(), columnFor(column.name(), taken), column.type()));
        }
        return withColumns(evolved);
    }

    WarehouseTable withColumns(List<PropertyColumn> others) {
        return new WarehouseTable(name, table, objectType, layout, others, readInPart, lost);
    }

    WarehouseTable withLost(Set<String> properties) {
        return new WarehouseTable(name, table, objectType, layout, columns, readInPart, properties);
    }

    WarehouseTable markedAsReadInPart() {
        return new WarehouseTable(name, table, objectType, layout, columns, true, lost);
    }

    String viewName() {
        return viewName(table);
    }

    static String viewName(String table) {
        return table.length() + 5 <= Identifiers.MAX_LENGTH
                ? table + "_VIEW"
                : Identifiers.withSuffix(table, table + "_VIEW");
    }

    private Set<String> takenColumns() {
        var taken = new HashSet<String>();
        for (var system : SystemColumn.values()) {
            taken.add(system.column);
        }
        columns.forEach(c -> taken.add(c.column()));
        return taken;
    }

    private static String columnFor(String property, Set<String> taken) {
        var column = Identifiers.column(property);
        for (int attempt = 0; !taken.add(column); attempt++) {
            column = Identifiers.withSuffix(column, attempt == 0 ? property : property + attempt);
        }
        return column;
    }

    String toJson() {
        var root = JSON.createObjectNode();
        root.put("name", name)
                .put("object_type", objectType)
                .put("layout", layout.name().toLowerCase(Locale.ROOT));
        if (readInPart) {
            root.put("read_in_part", true);
        }
        if (!lost.isEmpty()) {
            var names = root.putArray("lost");
            lost.stream().sorted().forEach(names::add);
        }
        var list = root.putArray("columns");
        for (var column : columns) {
            list.addArray()
                    .add(column.name())
                    .add(column.column())
                    .add(column.type().name());
        }
        return root.toString();
    }

    static WarehouseTable fromJson(String table, String json) {
        try {
            JsonNode root = JSON.readTree(json);
            var columns = new ArrayList<PropertyColumn>();
            for (var column : root.path("columns")) {
                columns.add(new PropertyColumn(
                        column.path(0).asText(),
                        column.path(1).asText(),
                        ColumnType.valueOf(column.path(2).asText())));
            }
            var lost = new HashSet<String>();
            root.path("lost").forEach(name -> lost.add(name.asText()));
            return new WarehouseTable(
                    root.path("name").asText(),
                    table,
                    root.path("object_type").asText(),
                    Layout.valueOf(root.path("layout").asText().toUpperCase(Locale.ROOT)),
                    columns,
                    root.path("read_in_part").asBoolean(),
                    lost);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw Failures.corrupt("what is recorded of table " + table + " cannot be read", e);
        }
    }
}
