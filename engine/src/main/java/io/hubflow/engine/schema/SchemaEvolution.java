package io.hubflow.engine.schema;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a table must become to hold the selected properties: columns are added and widened, never dropped and never narrowed.
 * A table that holds text where HubSpot now says number goes on holding text, as plain decimals without trailing zeros.
 *
 * @param schema the table as it will be: existing columns first, in their order, then the new ones
 * @param properties the property of each of the schema's columns; empty text for a column whose property is unknown
 * @param added properties that get a new column in an existing table
 * @param widened properties whose column changes its type: old rows must be read again
 */
public record SchemaEvolution(TableSchema schema, List<String> properties, List<String> added, List<String> widened) {
    private static final String ROW_ID = "rowid";
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    public SchemaEvolution {
        properties = List.copyOf(properties);
        added = List.copyOf(added);
        widened = List.copyOf(widened);
    }

    /** A property and the type that HubSpot gives it now. */
    public record Wanted(String property, ColumnType type) {}

    /**
     * @param existing the table as it is
     * @param columnNames column name of each property that was named by an earlier evolution, so that a name once given
     *     stays; see {@link #columnNames()}
     */
    public static SchemaEvolution plan(
            Optional<TableSchema> existing,
            String table,
            String objectType,
            List<Wanted> wanted,
            Map<String, String> columnNames) {
        var names = assignNames(wanted, columnsThatStay(existing, columnNames));
        var typeByColumn = new LinkedHashMap<String, ColumnType>();
        var propertyByColumn = new HashMap<String, String>();
        columnNames.forEach((property, column) -> propertyByColumn.put(column, property));
        existing.ifPresent(
                schema -> schema.columns().forEach(column -> typeByColumn.put(column.name(), column.type())));
        var added = new ArrayList<String>();
        var widened = new ArrayList<String>();
        for (var want : wanted) {
            var column = names.get(want.property);
            propertyByColumn.put(column, want.property);
            var old = typeByColumn.get(column);
            var type = old == null ? want.type : widest(old, want.type);
            if (old == null && existing.isPresent()) {
                added.add(want.property);
            } else if (old != null && old != type) {
                widened.add(want.property);
            }
            typeByColumn.put(column, type);
        }
        var columns = new ArrayList<Column>();
        typeByColumn.forEach((name, type) -> columns.add(new Column(name, type)));
        var properties = columns.stream()
                .map(column -> propertyByColumn.getOrDefault(column.name(), ""))
                .toList();
        return new SchemaEvolution(new TableSchema(table, objectType, columns), properties, added, widened);
    }

    /** Column name by property, for the next evolution of the same table. */
    public Map<String, String> columnNames() {
        var names = new LinkedHashMap<String, String>();
        for (var i = 0; i < properties.size(); i++) {
            if (!properties.get(i).isEmpty()) {
                names.put(properties.get(i), schema.columns().get(i).name());
            }
        }
        return names;
    }

    /** The narrowest type that holds every value of both. */
    static ColumnType widest(ColumnType old, ColumnType wanted) {
        if (old == wanted || old == ColumnType.VARCHAR) {
            return old;
        }
        var numbers = (old == ColumnType.BIGINT || old == ColumnType.DECIMAL)
                && (wanted == ColumnType.BIGINT || wanted == ColumnType.DECIMAL);
        return numbers ? ColumnType.DECIMAL : ColumnType.VARCHAR;
    }

    /** Versions before made a column {@value #ROW_ID}; where a destination has renamed it since, it has another name now. */
    private static Map<String, String> columnsThatStay(Optional<TableSchema> existing, Map<String, String> known) {
        var isThere = existing.stream()
                .flatMap(schema -> schema.columns().stream())
                .anyMatch(column -> column.name().equals(ROW_ID));
        if (isThere || !known.containsValue(ROW_ID)) {
            return known;
        }
        var names = new HashMap<>(known);
        names.values().removeIf(ROW_ID::equals);
        return names;
    }

    private static Map<String, String> assignNames(List<Wanted> wanted, Map<String, String> known) {
        var names = new HashMap<>(known);
        var taken = new HashSet<>(known.values());
        for (var want : wanted) {
            if (names.containsKey(want.property)) {
                continue;
            }
            var base = columnName(want.property);
            var name = base;
            for (var n = 2; taken.contains(name); n++) {
                name = base + "_" + n;
            }
            names.put(want.property, name);
            taken.add(name);
        }
        return names;
    }

    /**
     * HubSpot's names are lower case and never start with an underscore; should one, it must not look like ours. Destinations
     * quote names, so that every character is harmless but control characters: DuckDB ends a statement at a NUL. A column called
     * rowid would hide DuckDB's own, by which rows are changed.
     */
    private static String columnName(String property) {
        var lower = CONTROL.matcher(property.toLowerCase(Locale.ROOT)).replaceAll("_");
        if (lower.equals(ROW_ID)) {
            return ROW_ID + "_";
        }
        return lower.startsWith("_") ? "p" + lower : lower;
    }
}
