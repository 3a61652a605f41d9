package io.hubflow.snowflake;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.destination.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives {@code hubspot_properties} the column names that Snowflake has. The engine's names are lower case, and Snowflake
 * cannot take each of them (see {@link WarehouseTable}).
 */
final class RecordedColumnNames {
    private static final String TABLE = "hubspot_properties";
    private static final String COLUMN_NAME = "column_name";

    /** The table of an object type, absent while it has none. */
    private final Function<String, Optional<WarehouseTable>> tables;

    private final Layout layout;

    RecordedColumnNames(Function<String, Optional<WarehouseTable>> tables, Layout layout) {
        this.tables = tables;
        this.layout = layout;
    }

    /** The same table with Snowflake's names; any other reference table as it is. */
    ReferenceTable translate(ReferenceTable reference) {
        int index = indexOfName(reference);
        if (!reference.name().equals(TABLE) || index < 0) {
            return reference;
        }
        var names = names(reference, index);
        var rows = new ArrayList<List<@Nullable Object>>();
        for (var row : reference.rows()) {
            var translated = new ArrayList<@Nullable Object>(row);
            if (row.get(index) instanceof String name) {
                translated.set(index, names.getOrDefault(WarehouseTable.key(name), name));
            }
            rows.add(translated);
        }
        return new ReferenceTable(
                reference.name(), reference.columns(), reference.scopeColumn(), reference.scopeValue(), rows);
    }

    private static int indexOfName(ReferenceTable reference) {
        return reference.columns().stream().map(Column::name).toList().indexOf(COLUMN_NAME);
    }

    /** By the engine's name. Columns that the table does not have yet get the names that it will give them. */
    private Map<String, String> names(ReferenceTable reference, int index) {
        var columns = new LinkedHashMap<String, Column>();
        for (var row : reference.rows()) {
            if (row.get(index) instanceof String name && !name.startsWith("_")) {
                columns.put(WarehouseTable.key(name), new Column(name, ColumnType.VARCHAR));
            }
        }
        var type = reference.scopeValue();
        var schema = new TableSchema(type, type, List.copyOf(columns.values()));
        var table = tables.apply(type)
                .map(known -> known.evolvedTo(schema))
                .orElseGet(() -> WarehouseTable.planned(schema, Identifiers.upper(type), layout));
        var names = new HashMap<String, String>();
        table.columns().forEach(c -> names.put(WarehouseTable.key(c.name()), c.column()));
        return names;
    }
}
