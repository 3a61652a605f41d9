package io.hubflow.engine.destination;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/**
 * A table of CRM records: its name and its property columns, in order.
 *
 * <p>Every such table also has the system columns, which are not listed here: {@code _id} BIGINT (one row an id),
 * {@code _created_at}, {@code _updated_at} TIMESTAMP, {@code _archived} BOOLEAN, {@code _archived_at},
 * {@code _deleted_at} TIMESTAMP, {@code _merged_into} BIGINT, {@code _synced_at} TIMESTAMP (when the version in the row, or
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
}
