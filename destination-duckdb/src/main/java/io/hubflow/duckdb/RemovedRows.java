package io.hubflow.duckdb;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.BitSet;

/**
 * Remembers which rows of a table were removed because their record had departed, and as of which version, in
 * {@code _hubflow_removed}: a reading that is not later must not insert the row again. The table is made by the first
 * removal. Runs inside the commit's transaction.
 */
final class RemovedRows {
    static final String TABLE = "_hubflow_removed";

    private final Connection connection;
    private final TableCatalog catalog;
    private final String table;
    private final String name;

    RemovedRows(Connection connection, TableCatalog catalog, String table) {
        this.connection = connection;
        this.catalog = catalog;
        this.table = Sql.name(table);
        this.name = Sql.text(table);
    }

    boolean exist() throws SQLException {
        return catalog.hasRemovedRows();
    }

    /** Positions of {@link TableMerge#KEYS} whose row was removed by a reading that was as late or later. */
    BitSet notLater() throws SQLException {
        var positions = new BitSet();
        if (exist()) {
            try (var select = connection.createStatement();
                    var rows = select.executeQuery(
                            "SELECT k.position FROM %s k JOIN %s r ON r.id = k.id".formatted(TableMerge.KEYS, TABLE)
                                    + " WHERE r.table_name = " + name
                                    + " AND coalesce(k.version_at, '-infinity') <= r.version_at"
                                    + " AND NOT EXISTS (FROM " + table + " t WHERE t._id = k.id)")) {
                while (rows.next()) {
                    positions.set(rows.getInt(1));
                }
            }
        }
        return positions;
    }

    /** Records the {@linkplain Departures staged departures} whose records have no row, each in its latest version. */
    void record() throws SQLException {
        execute("CREATE TABLE IF NOT EXISTS " + TABLE + " (table_name VARCHAR NOT NULL, id BIGINT NOT NULL,"
                + " version_at TIMESTAMP WITH TIME ZONE NOT NULL, reason VARCHAR NOT NULL, merged_into BIGINT)");
        catalog.made(TABLE);
        var absent = " NOT EXISTS (FROM " + table + " t WHERE t._id = d.id)";
        execute("DELETE FROM " + TABLE + " AS r USING " + Departures.DEPARTED + " d WHERE r.table_name = " + name
                + " AND r.id = d.id AND r.version_at < d.version_at AND" + absent);
        execute("INSERT INTO " + TABLE + " SELECT " + name + ", d.id, d.version_at,"
                + " CASE WHEN d.merged_into IS NOT NULL THEN 'merged' WHEN d.deleted_at IS NOT NULL THEN 'deleted'"
                + " WHEN d.out_of_scope THEN 'out_of_scope' ELSE 'archived' END, d.merged_into FROM "
                + Departures.DEPARTED + " d WHERE" + absent
                + " AND NOT EXISTS (FROM " + TABLE + " r WHERE r.table_name = " + name + " AND r.id = d.id)");
    }

    /** Forgets the removal of rows that are there again, among the ids of {@code staged}. */
    void forgetReturned(String staged) throws SQLException {
        if (exist()) {
            execute("DELETE FROM " + TABLE + " WHERE table_name = " + name + " AND id IN (SELECT s.id FROM " + staged
                    + " s JOIN " + table + " t ON t._id = s.id)");
        }
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
