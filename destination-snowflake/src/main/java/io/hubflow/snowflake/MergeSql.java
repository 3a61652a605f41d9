package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.quote;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Stream;

/**
 * The statements that bring staged lines into tables.
 *
 * <p>A table of records takes one line an id, the greatest version, and only where it is newer than the row and says
 * something else: so the result does not depend on the order of arrival or on how often a file is loaded, and unchanged rows
 * (whose micro-partitions Snowflake would have to write again) stay as they are.
 */
final class MergeSql {
    /** Longer query texts are refused (docs.snowflake.com user-guide/query-size-limits). */
    static final int MAX_SQL_BYTES = 1_000_000;

    /** A character that is in no id of HubSpot's. */
    private static final String UNIT_SEPARATOR = String.valueOf((char) 0x1F);

    /** The version of a row's values; a row of an older hubflow has none of its own. */
    private static final String VERSION = "COALESCE(t.\"_VERSION_AT\", t.\"_UPDATED_AT\")";

    /** A row without a version is older than any other. */
    private static final String NEWER = "(s.C_V > " + VERSION + " OR (s.C_V IS NOT NULL AND " + VERSION + " IS NULL))";

    private static final String AS_NEW = "(s.C_V IS NOT DISTINCT FROM " + VERSION + " AND (s.C_R > t.\"_SYNCED_AT\""
            + " OR (s.C_R = t.\"_SYNCED_AT\" AND s.C_H > t.\"_CONTENT_HASH\")))";

    private static final String UNMARKED =
            "t.\"_DELETED_AT\" IS NULL AND t.\"_MERGED_INTO\" IS NULL AND t.\"_OUT_OF_SCOPE\" IS NULL";

    private static final String CHANGED =
            UNMARKED + " AND t.\"_CONTENT_HASH\" IS DISTINCT FROM s.C_H AND (" + NEWER + " OR " + AS_NEW + ")";

    /** A marked row's time of reading and hash are those of the mark, so only the version of its values can be compared. */
    private static final String MARKED_AND_NEWER = "NOT (" + UNMARKED + ") AND " + NEWER;

    /** Whether new values leave a row's marks, which were read later; {@code _SYNCED_AT} is the version of marks. */
    private static final String KEEPS_MARKS = "NOT (" + UNMARKED + ") AND s.C_V <= t.\"_SYNCED_AT\"";

    /** Whether a departure was seen later than what the row tells. */
    private static final String DEPARTED_LATER =
            "(" + VERSION + " IS NULL OR s.C_V >= " + VERSION + ") AND (" + UNMARKED + " OR s.C_R >= t.\"_SYNCED_AT\")";

    /** Columns that belong to the marks of a row that is marked. */
    private static final Set<String> OF_MARKS =
            Set.of("_DELETED_AT", "_MERGED_INTO", "_OUT_OF_SCOPE", "_SYNCED_AT", "_CONTENT_HASH");

    private final Place place;

    MergeSql(Place place) {
        this.place = place;
    }

    /**
     * Bounds on the key let Snowflake skip the micro-partitions that cannot hold one of the staged ids.
     *
     * @param unread columns that keep their values, by {@link WarehouseTable#key}
     * @param removals whether rows may have been removed, see {@link RemovalSql}
     */
    String merge(
            WarehouseTable table,
            Set<String> unread,
            String stagedPath,
            long lowestId,
            long highestId,
            Removals removals) {
        var columns = columns(table, unread);
        var combined = new CombinedValues(table, unread);
        var sets = new StringJoiner(", ");
        columns.stream()
                .skip(1)
                .forEach(c -> sets.add(quote(c.column) + " = "
                        + combined.of(c.column).orElseGet(() -> keepingMark(c.column, "s." + c.alias))));
        sets.add("\"_DELETED_AT\" = " + keepingMark("_DELETED_AT", "NULL"));
        sets.add("\"_MERGED_INTO\" = " + keepingMark("_MERGED_INTO", "NULL"));
        sets.add("\"_OUT_OF_SCOPE\" = " + keepingMark("_OUT_OF_SCOPE", "NULL"));
        var differs = table.readInPart() ? " AND " + combined.differ(columns) : "";
        return checked(
                table,
                into(table, rows(table, columns, stagedPath, removals), lowestId, highestId)
                        + " WHEN MATCHED AND ((" + MARKED_AND_NEWER
                        + ") OR (" + CHANGED + differs + ")) THEN UPDATE SET " + sets
                        + " WHEN NOT MATCHED THEN INSERT (" + names(columns) + ") VALUES ("
                        + values(columns) + ")");
    }

    private static String keepingMark(String column, String value) {
        return OF_MARKS.contains(column)
                ? "CASE WHEN " + KEEPS_MARKS + " THEN t." + quote(column) + " ELSE " + value + " END"
                : value;
    }

    /** Whether rows of the schema have been removed. */
    enum Removals {
        NONE,
        SOME
    }

    private String rows(WarehouseTable table, List<Taken> columns, String stagedPath, Removals removals) {
        var newest = newest(columns, stagedPath);
        return removals == Removals.NONE ? newest : new RemovalSql(place, table).without(newest);
    }

    /** The latest of the staged departures of each record. */
    String departures(String stagedPath) {
        return newest(
                Stream.of(
                                SystemColumn.ID,
                                SystemColumn.DELETED_AT,
                                SystemColumn.MERGED_INTO,
                                SystemColumn.OUT_OF_SCOPE,
                                SystemColumn.SYNCED_AT,
                                SystemColumn.VERSION_AT,
                                SystemColumn.CONTENT_HASH)
                        .map(MergeSql::taken)
                        .toList(),
                stagedPath);
    }

    /** The different ids of staged lines. */
    String stagedIds(String stagedPath) {
        return "SELECT DISTINCT " + SystemColumn.ID.extract() + " AS C_ID FROM " + place.staged(stagedPath);
    }

    /** Marks or removes the rows of staged departures. */
    String depart(WarehouseTable table, DeleteMode deletes, String stagedPath, long lowestId, long highestId) {
        var into = into(table, departures(stagedPath), lowestId, highestId);
        return deletes == DeleteMode.HARD
                ? into + " WHEN MATCHED AND " + DEPARTED_LATER + " THEN DELETE"
                : into + " WHEN MATCHED AND t.\"_CONTENT_HASH\" IS DISTINCT FROM s.C_H AND " + DEPARTED_LATER
                        + " THEN UPDATE SET \"_DELETED_AT\" = s.C_D, \"_MERGED_INTO\" = s.C_M, \"_OUT_OF_SCOPE\" = s.C_O,"
                        + " \"_SYNCED_AT\" = s.C_R,"
                        + " \"_CONTENT_HASH\" = s.C_H WHEN NOT MATCHED THEN INSERT (\"_ID\", \"_ARCHIVED\", \"_DELETED_AT\","
                        + " \"_MERGED_INTO\", \"_OUT_OF_SCOPE\", \"_SYNCED_AT\", \"_CONTENT_HASH\") VALUES (s.C_ID, FALSE,"
                        + " s.C_D, s.C_M, s.C_O, s.C_R, s.C_H)";
    }

    /**
     * After {@link #merge} into a table that is read in part: rows whose values are the same take the new hash, so that the
     * next such reading need not be compared, nor sent.
     */
    String confirm(WarehouseTable table, String stagedPath, long lowestId, long highestId) {
        var keys = Stream.of(
                        SystemColumn.ID, SystemColumn.SYNCED_AT, SystemColumn.VERSION_AT, SystemColumn.CONTENT_HASH)
                .map(MergeSql::taken)
                .toList();
        return into(table, newest(keys, stagedPath), lowestId, highestId) + " WHEN MATCHED AND " + CHANGED
                + " THEN UPDATE SET \"_CONTENT_HASH\" = s.C_H";
    }

    private String into(WarehouseTable table, String staged, long lowestId, long highestId) {
        return "MERGE INTO " + place.object(table.table()) + " t USING (" + staged + ") s"
                + " ON t.\"_ID\" = s.C_ID AND t.\"_ID\" BETWEEN " + lowestId + " AND " + highestId;
    }

    /** For a table that this commit itself has created, so that there is nothing to compare with. */
    String insert(WarehouseTable table, String stagedPath) {
        var columns = columns(table, Set.of());
        return checked(
                table,
                "INSERT INTO " + place.object(table.table()) + " (" + names(columns) + ") "
                        + newest(columns, stagedPath));
    }

    /** A staged value: the column that takes it, its name among the staged values, and how it is found in a line. */
    record Taken(String column, String alias, String value, ColumnType type) {}

    private static Taken taken(SystemColumn system) {
        return new Taken(system.column, "C_" + system.key.toUpperCase(Locale.ROOT), system.extract(), system.type);
    }

    /** The staged system columns, the key first, then the properties that were read or the record that holds them. */
    private static List<Taken> columns(WarehouseTable table, Set<String> unread) {
        var columns = new ArrayList<Taken>();
        for (var system : SystemColumn.values()) {
            if (system.staged()) {
                columns.add(taken(system));
            }
        }
        if (table.layout() == Layout.RAW) {
            columns.add(new Taken(Ddl.RECORD, "C_P", "$1:p", ColumnType.JSON));
            return columns;
        }
        int number = 0;
        for (var column : table.columns()) {
            var key = WarehouseTable.key(column.name());
            if (!unread.contains(key)) {
                columns.add(new Taken(
                        column.column(), "P" + number++, SqlType.extract("$1:p", key, column.type()), column.type()));
            }
        }
        return columns;
    }

    private String newest(List<Taken> columns, String stagedPath) {
        var items = new StringJoiner(", ");
        columns.forEach(c -> items.add(c.value + " AS " + c.alias));
        return "SELECT " + items + " FROM " + place.staged(stagedPath)
                + " QUALIFY ROW_NUMBER() OVER (PARTITION BY C_ID ORDER BY C_V DESC NULLS LAST, C_R DESC NULLS LAST,"
                + " C_H DESC) = 1";
    }

    private static String names(List<Taken> columns) {
        var names = new StringJoiner(", ");
        columns.forEach(c -> names.add(quote(c.column)));
        return names.toString();
    }

    private static String values(List<Taken> columns) {
        var values = new StringJoiner(", ");
        columns.forEach(c -> values.add("s." + c.alias));
        return values.toString();
    }

    private static String checked(WarehouseTable table, String sql) {
        if (sql.getBytes(StandardCharsets.UTF_8).length > MAX_SQL_BYTES) {
            throw new ConnectorException(
                    ErrorCode.DESTINATION_TABLE_REFUSED,
                    "The MERGE into " + table.table() + " with "
                            + table.columns().size() + " columns would be longer than the 1 MB that Snowflake allows.",
                    "Nothing was written to this table.",
                    "Use the layout raw (snowflake.layout: raw), or exclude some properties.");
        }
        return sql;
    }

    /**
     * Rows of a small table, keyed by its first columns: those there are updated, others inserted.
     *
     * @param condition more SQL for the key, beginning with AND, or empty; {@code s.C0} is the first staged column
     * @param computed by column name, SQL that takes the place of the staged value
     */
    String upsert(
            String table,
            List<Column> columns,
            int keys,
            String condition,
            String stagedPath,
            Map<String, String> computed) {
        var on = new StringJoiner(" AND ");
        var sets = new StringJoiner(", ");
        var names = new StringJoiner(", ");
        var values = new StringJoiner(", ");
        for (int i = 0; i < columns.size(); i++) {
            var name = quote(Identifiers.upper(columns.get(i).name()));
            var value = computed.getOrDefault(columns.get(i).name(), "s.C" + i);
            names.add(name);
            values.add(value);
            if (i < keys) {
                on.add("t." + name + " = s.C" + i);
            } else {
                sets.add(name + " = " + value);
            }
        }
        return "MERGE INTO " + place.object(table) + " t USING (" + plain(columns, stagedPath) + ") s ON " + on
                + condition
                + " WHEN MATCHED THEN UPDATE SET " + sets + " WHEN NOT MATCHED THEN INSERT (" + names + ") VALUES ("
                + values + ")";
    }

    String delete(String table, String scopeColumn, String scopeValue) {
        var all = "DELETE FROM " + place.object(table);
        return scopeColumn.isEmpty()
                ? all
                : all + " WHERE " + quote(Identifiers.upper(scopeColumn)) + " = " + Identifiers.literal(scopeValue);
    }

    /** Deletes the rows that the staged ones, of the same keys, replace. */
    String deleteAgain(String table, ReferenceTable reference, String stagedPath) {
        var separator = " || " + Identifiers.literal(UNIT_SEPARATOR) + " || ";
        var keys = new StringJoiner(separator);
        var staged = new StringJoiner(separator);
        for (int i = 0; i < reference.columns().size(); i++) {
            var column = reference.columns().get(i);
            if (reference.keptBy().contains(column.name())) {
                keys.add(quote(Identifiers.upper(column.name())));
                staged.add("$1:c" + i + "::VARCHAR");
            }
        }
        return "DELETE FROM " + place.object(table) + " WHERE " + scope(reference) + keys + " IN (SELECT " + staged
                + " FROM " + place.staged(stagedPath) + ")";
    }

    /** After {@link #deleteAgain}: what is left, HubSpot does not give any more. */
    String markOthers(String table, ReferenceTable reference) {
        var removedAt = quote(Identifiers.upper(ReferenceTable.REMOVED_AT));
        return "UPDATE " + place.object(table) + " SET " + removedAt + " = "
                + Identifiers.literal(reference.writtenAt().toString()) + "::TIMESTAMP_TZ WHERE " + scope(reference)
                + removedAt + " IS NULL";
    }

    private static String scope(ReferenceTable reference) {
        return reference.scopeColumn().isEmpty()
                ? ""
                : quote(Identifiers.upper(reference.scopeColumn())) + " = "
                        + Identifiers.literal(reference.scopeValue()) + " AND ";
    }

    String insert(String table, List<Column> columns, String stagedPath) {
        var names = new StringJoiner(", ");
        columns.forEach(c -> names.add(quote(Identifiers.upper(c.name()))));
        return "INSERT INTO " + place.object(table) + " (" + names + ") " + plain(columns, stagedPath);
    }

    private String plain(List<Column> columns, String stagedPath) {
        var items = new StringJoiner(", ");
        for (int i = 0; i < columns.size(); i++) {
            items.add(SqlType.extract("$1", "c" + i, columns.get(i).type()) + " AS C" + i);
        }
        return "SELECT " + items + " FROM " + place.staged(stagedPath);
    }
}
