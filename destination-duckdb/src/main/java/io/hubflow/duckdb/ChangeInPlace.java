package io.hubflow.duckdb;

import java.sql.SQLException;
import java.util.BitSet;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/**
 * Gives changed rows their new values where they are, for a few rows of a very wide table. Columns that are not hubflow's keep
 * their values. Runs inside the commit's transaction, after the verdicts.
 */
final class ChangeInPlace {
    private final DuckDBConnection connection;
    private final RowWriter writer;
    private final RowSpool spool;
    private final TableMerge.Target target;

    ChangeInPlace(DuckDBConnection connection, RowWriter writer, RowSpool spool, TableMerge.Target target) {
        this.connection = connection;
        this.writer = writer;
        this.spool = spool;
        this.target = target;
    }

    /** @param changes positions of the rows, which win by their verdicts */
    void run(BitSet changes) throws SQLException {
        var table = Sql.name(target.table().table());
        execute("CREATE OR REPLACE TEMP TABLE _hubflow_changed AS FROM " + table + " LIMIT 0");
        var skipped = new BitSet();
        skipped.set(0, spool.versions().rows());
        skipped.andNot(changes);
        writer.appendToTemporary(
                "_hubflow_changed", spool, target.staged(), target.table(), target.physical(), skipped);
        var known = TableCatalog.byKey(target.table().columns()).keySet();
        var sets = target.physical().stream()
                .filter(name -> known.contains(name) || RowWriter.SYSTEM_COLUMNS.contains(name))
                .map(name -> "%1$s = s.%1$s".formatted(Sql.name(name)))
                .collect(Collectors.joining(", "));
        execute("UPDATE %s AS t SET %s FROM temp.main._hubflow_changed s JOIN %s v ON v.id = s._id"
                        .formatted(table, sets, TableMerge.VERDICTS)
                + " WHERE t.rowid = v.row_id AND v.wins");
        execute("DROP TABLE temp.main._hubflow_changed");
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
