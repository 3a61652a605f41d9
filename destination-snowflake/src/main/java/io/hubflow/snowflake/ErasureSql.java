package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.literal;
import static io.hubflow.snowflake.Identifiers.quote;

import java.util.List;
import java.util.StringJoiner;

/** The statement that empties columns of a table of records. Time Travel shows old values until its retention is over. */
final class ErasureSql {
    private final Place place;
    private final WarehouseTable table;
    private final boolean knowsScope;
    private final String unmarked;

    /** @param knowsScope whether the table has the column of records that left the filter */
    ErasureSql(Place place, WarehouseTable table, boolean knowsScope) {
        this.place = place;
        this.table = table;
        this.knowsScope = knowsScope;
        this.unmarked = "\"_DELETED_AT\" IS NULL AND \"_MERGED_INTO\" IS NULL"
                + (knowsScope ? " AND \"_OUT_OF_SCOPE\" IS NULL" : "");
    }

    /**
     * Rows that have none of the values stay as they are; the others get a hash that no reading has, unless they are marked: the
     * hash of such a row is that of its mark.
     *
     * @param names as the engine has them
     */
    String columns(List<String> names) {
        var sets = new StringJoiner(", ");
        var held = new StringJoiner(" OR ");
        var keys = new StringJoiner(", ");
        for (var name : names) {
            keys.add(literal(name));
            held.add("GET(TO_OBJECT(\"_UNPARSED\"), " + literal(name) + ") IS NOT NULL");
        }
        if (table.layout() == Layout.RAW) {
            var recordKeys = new StringJoiner(", ");
            for (var name : names) {
                var key = literal(WarehouseTable.key(name));
                recordKeys.add(key);
                held.add("GET(TO_OBJECT(" + quote(Ddl.RECORD) + "), " + key + ") IS NOT NULL");
            }
            sets.add(quote(Ddl.RECORD) + " = TO_VARIANT(OBJECT_DELETE(TO_OBJECT(" + quote(Ddl.RECORD) + "), "
                    + recordKeys + "))");
        } else {
            for (var column : table.columns()) {
                if (names.contains(column.name())) {
                    sets.add(quote(column.column()) + " = NULL");
                    held.add(quote(column.column()) + " IS NOT NULL");
                }
            }
        }
        var without = "OBJECT_DELETE(TO_OBJECT(\"_UNPARSED\"), " + keys + ")";
        sets.add("\"_UNPARSED\" = CASE WHEN ARRAY_SIZE(OBJECT_KEYS(" + without + ")) = 0 THEN NULL ELSE TO_VARIANT("
                + without + ") END");
        sets.add("\"_CONTENT_HASH\" = CASE WHEN " + unmarked + " THEN 0 ELSE \"_CONTENT_HASH\" END");
        return "UPDATE " + place.object(table.table()) + " SET " + sets + " WHERE " + held;
    }

    /**
     * Empties rows whole. Their version becomes that of the erasure, so that an earlier reading that is still on its way does not
     * fill them again; a table of an older hubflow that has no such column gets it with its next rows.
     */
    String rows(String ids, long goneAtMillis) {
        var sets = new StringJoiner(", ");
        sets.add("\"_UNPARSED\" = NULL");
        if (table.layout() == Layout.RAW) {
            sets.add(quote(Ddl.RECORD) + " = NULL");
        } else {
            table.columns().forEach(column -> sets.add(quote(column.column()) + " = NULL"));
        }
        if (knowsScope) {
            var goneAt = SnowflakeStoredTables.time(goneAtMillis);
            sets.add("\"_VERSION_AT\" = GREATEST(COALESCE(\"_VERSION_AT\", " + goneAt + "), " + goneAt + ")");
        }
        sets.add("\"_CONTENT_HASH\" = CASE WHEN " + unmarked + " THEN 0 ELSE \"_CONTENT_HASH\" END");
        return "UPDATE " + place.object(table.table()) + " SET " + sets + " WHERE \"_ID\" IN " + ids;
    }
}
