package io.hubflow.duckdb;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What has been told about tables of facts: when each owner's newest set was read and the hash of its rows
 * ({@code _hubflow_sets}, see {@link SetHash}), and which records were forgotten ({@code _hubflow_departures}). Both are made when the first facts are written; without them, as when a user
 * drops one, every set counts as the first. Runs inside the commit's transaction.
 */
final class FactState {
    static final String SETS = "_hubflow_sets";
    static final String DEPARTURES = "_hubflow_departures";

    private final Connection connection;
    private final String table;

    FactState(Connection connection, String table) {
        this.connection = connection;
        this.table = Sql.text(table);
    }

    void createIfAbsent() throws SQLException {
        update("CREATE TABLE IF NOT EXISTS " + SETS
                + " (table_name VARCHAR NOT NULL, owner_id BIGINT NOT NULL, read_at TIMESTAMP WITH TIME ZONE NOT NULL,"
                + " set_hash BIGINT)");
        // Older versions kept no hash.
        update("ALTER TABLE " + SETS + " ADD COLUMN IF NOT EXISTS " + SetHash.COLUMN + " BIGINT");
        update("CREATE TABLE IF NOT EXISTS " + DEPARTURES
                + " (table_name VARCHAR NOT NULL, column_name VARCHAR NOT NULL,"
                + " id BIGINT NOT NULL, read_at TIMESTAMP WITH TIME ZONE NOT NULL)");
    }

    /** Of a table that is made anew, no set has been told. Records may have been forgotten before it was made. */
    void clearSets() throws SQLException {
        update("DELETE FROM %s WHERE table_name = %s".formatted(SETS, table));
    }

    boolean hasDepartures() throws SQLException {
        try (var select = connection.createStatement();
                var rows = select.executeQuery(
                        "SELECT 1 FROM %s WHERE table_name = %s LIMIT 1".formatted(DEPARTURES, table))) {
            return rows.next();
        }
    }

    void recordSets() throws SQLException {
        record(SETS, "owner_id", FactStaging.SETS, "owner_id");
    }

    void recordDepartures() throws SQLException {
        record(DEPARTURES, "column_name, id", FactStaging.FORGOTTEN, "column_name, id");
    }

    /** Keeps the greatest time for each key. */
    private void record(String state, String key, String staged, String stagedKey) throws SQLException {
        var newest = "(SELECT %s, max(read_at) AS read_at FROM %s GROUP BY ALL)".formatted(stagedKey, staged);
        update("""
                UPDATE %1$s AS b SET read_at = s.read_at FROM %2$s s
                WHERE b.table_name = %3$s AND (%4$s) = (%5$s) AND b.read_at < s.read_at
                """.formatted(state, newest, table, qualified("b", key), qualified("s", key)));
        update("""
                INSERT INTO %1$s (table_name, %6$s, read_at) SELECT %3$s, s.* FROM %2$s s
                WHERE NOT EXISTS (SELECT 1 FROM %1$s b WHERE b.table_name = %3$s AND (%4$s) = (%5$s))
                """.formatted(state, newest, table, qualified("b", key), qualified("s", key), key));
    }

    private static String qualified(String alias, String key) {
        return alias + "." + key.replace(", ", ", " + alias + ".");
    }

    private void update(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
