package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.literal;

/**
 * The statements about {@code _HUBFLOW_REMOVED}: which rows of a table were removed because their record had departed, and as
 * of which version. A reading that is not later must not insert the row again.
 */
final class RemovalSql {
    private final String removed;
    private final String target;
    private final String table;

    RemovalSql(Place place, WarehouseTable table) {
        this.removed = place.object(Place.REMOVED);
        this.target = place.object(table.table());
        this.table = literal(table.name());
    }

    /** Of staged records, by their aliases in {@link MergeSql}, those that were not removed by a later reading. */
    String without(String staged) {
        return "SELECT n.* FROM (" + staged + ") n LEFT JOIN " + removed + " r ON r.\"TABLE_NAME\" = " + table
                + " AND r.\"ID\" = n.C_ID AND (n.C_V IS NULL OR n.C_V <= r.\"VERSION_AT\") WHERE r.\"ID\" IS NULL";
    }

    /** After the rows were removed: keeps the latest version of each departure whose record has no row. */
    String record(String departures) {
        return "MERGE INTO " + removed + " r USING (SELECT n.* FROM (" + departures + ") n LEFT JOIN " + target
                + " t ON t.\"_ID\" = n.C_ID WHERE t.\"_ID\" IS NULL) s ON r.\"TABLE_NAME\" = " + table
                + " AND r.\"ID\" = s.C_ID WHEN MATCHED AND s.C_V > r.\"VERSION_AT\" THEN UPDATE SET \"VERSION_AT\" = s.C_V,"
                + " \"REASON\" = " + REASON + ", \"MERGED_INTO\" = s.C_M"
                + " WHEN NOT MATCHED THEN INSERT (\"TABLE_NAME\", \"ID\", \"VERSION_AT\", \"REASON\", \"MERGED_INTO\")"
                + " VALUES (" + table + ", s.C_ID, s.C_V, " + REASON + ", s.C_M)";
    }

    private static final String REASON =
            "CASE WHEN s.C_M IS NOT NULL THEN 'merged' WHEN s.C_D IS NOT NULL THEN 'deleted'"
                    + " WHEN s.C_O THEN 'out_of_scope' ELSE 'archived' END";

    /** Forgets the removal of rows that are there again, among staged ids. */
    String forgetReturned(String stagedIds) {
        return "MERGE INTO " + removed + " r USING (SELECT n.C_ID AS C_ID FROM (" + stagedIds + ") n JOIN " + target
                + " t ON t.\"_ID\" = n.C_ID) s ON r.\"TABLE_NAME\" = " + table
                + " AND r.\"ID\" = s.C_ID WHEN MATCHED THEN DELETE";
    }

    /** Added to a query of archived ids: those of archived records whose rows were removed. */
    String archivedIds() {
        return "SELECT \"ID\" FROM " + removed + " WHERE \"TABLE_NAME\" = " + table + " AND \"REASON\" = 'archived'";
    }

    /** Ids, versions in microseconds, and whether the record was archived. */
    String read(int limit) {
        return "SELECT \"ID\", DATE_PART(EPOCH_MICROSECOND, \"VERSION_AT\"), \"REASON\" = 'archived' FROM " + removed
                + " WHERE \"TABLE_NAME\" = " + table + " LIMIT " + limit;
    }
}
