package io.hubflow.engine.destination;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A table of CRM records: its name and its property columns, in order.
 *
 * <p>Every such table also has the system columns, which are not listed here: {@code _id} BIGINT (one row an id),
 * {@code _created_at}, {@code _updated_at} TIMESTAMP, {@code _archived} BOOLEAN, {@code _archived_at},
 * {@code _deleted_at} TIMESTAMP, {@code _merged_into} BIGINT, {@code _out_of_scope} BOOLEAN (true for a record that left the filter, else null), {@code _synced_at} TIMESTAMP (when the version in the row, or
 * its marks, were read), {@code _version_at} TIMESTAMP with microseconds ({@link Row#versionMicros()}; null counts as
 * {@code _updated_at}), {@code _unparsed} JSON, {@code _content_hash} BIGINT.
 */
public record TableSchema(String table, String objectType, List<Column> columns) {
    /** @throws IllegalArgumentException when two columns differ by case alone or a name starts with {@code _} */
    public TableSchema {
        columns = List.copyOf(columns);
        var names = new HashSet<String>();
        for (var column : columns) {
            if (column.name().startsWith("_") || !names.add(column.name().toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                        "column name not allowed or doubled in " + table + ": " + column.name());
            }
        }
    }

    /** With the system columns alone. */
    public TableSchema withoutColumns() {
        return new TableSchema(table, objectType, List.of());
    }

    /**
     * Checks what {@link Destination#openStage} asks of a schema, for the table as it is now.
     *
     * @throws ConnectorException {@code BUG} when the schema lacks a column of this table or narrows one
     */
    public void requireTakes(TableSchema staged) {
        var offered = staged.byKey();
        for (var column : columns) {
            var given = offered.get(key(column.name()));
            if (given == null) {
                throw doesNotTake("lacks column " + column.name() + " of the table");
            }
            if (given.type() != column.type() && !column.type().widensTo(given.type())) {
                throw doesNotTake(
                        "turns column %s from %s into %s".formatted(column.name(), column.type(), given.type()));
            }
        }
    }

    /** This schema with the types to which columns of the table have been widened since it was made. */
    public TableSchema widenedAs(TableSchema existing) {
        var present = existing.byKey();
        return new TableSchema(
                table,
                objectType,
                columns.stream()
                        .map(column -> {
                            var stored = present.get(key(column.name()));
                            return stored != null && column.type().widensTo(stored.type()) ? stored : column;
                        })
                        .toList());
    }

    private Map<String, Column> byKey() {
        var byKey = new HashMap<String, Column>();
        columns.forEach(column -> byKey.put(key(column.name()), column));
        return byKey;
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private ConnectorException doesNotTake(String how) {
        return new ConnectorException(
                ErrorCode.BUG,
                "A stage for table " + table + " " + how + ".",
                "Columns are only added and widened; nothing was written.",
                "Report this; it is a defect of hubflow.");
    }
}
