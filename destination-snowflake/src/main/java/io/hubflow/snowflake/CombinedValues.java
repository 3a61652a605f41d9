package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.literal;
import static io.hubflow.snowflake.Identifiers.quote;

import io.hubflow.engine.destination.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * The pieces of a MERGE that put a row of a table ({@code t}) and a staged row ({@code s}) together, where the stage did not
 * read every column.
 *
 * <p>OBJECT_CONSTRUCT leaves out keys whose value is NULL (docs.snowflake.com sql-reference/functions/object_construct), and
 * HASH gives equal values equal numbers, NULL included (sql-reference/functions/hash); both take any number of arguments,
 * where a chain of OR would nest as deep as the table is wide.
 */
final class CombinedValues {
    private static final String UNPARSED = quote(SystemColumn.UNPARSED.column);

    private final WarehouseTable table;
    private final Set<String> unread;

    CombinedValues(WarehouseTable table, Set<String> unread) {
        this.table = table;
        this.unread = unread;
    }

    /** What the column becomes in a row that is there; empty where the staged value replaces it. */
    Optional<String> of(String column) {
        if (unread.isEmpty()) {
            return Optional.empty();
        }
        if (column.equals(SystemColumn.UNPARSED.column)) {
            return Optional.of(unparsed());
        }
        return column.equals(Ddl.RECORD) && table.layout() == Layout.RAW ? Optional.of(record()) : Optional.empty();
    }

    private String record() {
        var fields = new StringJoiner(", ");
        for (var column : table.columns()) {
            var key = WarehouseTable.key(column.name());
            fields.add(literal(key) + ", " + (unread.contains(key) ? "t." + quote(Ddl.RECORD) : "s.C_P") + ":"
                    + quote(key));
        }
        return "OBJECT_CONSTRUCT(" + fields + ")";
    }

    /** Seldom has the stored row an entry of an unread column; then both objects' entries are put into one. */
    private String unparsed() {
        var kept = new StringJoiner(", ");
        var fields = new StringJoiner(", ");
        for (var column : table.columns()) {
            var isUnread = unread.contains(WarehouseTable.key(column.name()));
            var entry = (isUnread ? "t." + UNPARSED : "s.C_N") + ":" + quote(column.name());
            fields.add(literal(column.name()) + ", " + entry);
            if (isUnread) {
                kept.add(entry);
            }
        }
        return "CASE WHEN COALESCE(" + kept + ", NULL) IS NULL THEN s.C_N ELSE OBJECT_CONSTRUCT(" + fields + ") END";
    }

    /** Whether the row says something else, by the columns that were read. */
    String differ(List<MergeSql.Taken> columns) {
        var stored = new ArrayList<String>();
        var staged = new ArrayList<String>();
        for (var column : columns) {
            if (column.column().equals(Ddl.RECORD) && table.layout() == Layout.RAW) {
                addRecord(stored, staged);
            } else if (isCompared(column.column())) {
                stored.add(comparable("t." + quote(column.column()), column.type()));
                staged.add(comparable(of(column.column()).orElse("s." + column.alias()), column.type()));
            }
        }
        return "HASH(" + String.join(", ", stored) + ") <> HASH(" + String.join(", ", staged) + ")";
    }

    private void addRecord(List<String> stored, List<String> staged) {
        for (var column : table.columns()) {
            var key = WarehouseTable.key(column.name());
            if (!unread.contains(key)) {
                stored.add("t." + quote(Ddl.RECORD) + ":" + quote(key) + "::VARCHAR");
                staged.add("s.C_P:" + quote(key) + "::VARCHAR");
            }
        }
    }

    /** The times of reading say nothing about a change, the hash depends on what was read. */
    private static boolean isCompared(String column) {
        return !column.equals(SystemColumn.ID.column)
                && !column.equals(SystemColumn.SYNCED_AT.column)
                && !column.equals(SystemColumn.VERSION_AT.column)
                && !column.equals(SystemColumn.CONTENT_HASH.column);
    }

    private static String comparable(String value, ColumnType type) {
        return type == ColumnType.JSON ? "TO_JSON(" + value + ")" : value;
    }
}
