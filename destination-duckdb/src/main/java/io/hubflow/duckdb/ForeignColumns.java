package io.hubflow.duckdb;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Columns that somebody else added to a table of records: they keep their values where a changed row is deleted and appended
 * again. Runs inside the commit's transaction, after the verdicts.
 */
final class ForeignColumns {
    private static final String KEPT = "temp.main._hubflow_kept_columns";

    private final Connection connection;
    private final String table;
    private final List<String> names;

    ForeignColumns(Connection connection, TableMerge.Target target) {
        var known = TableCatalog.byKey(target.table().columns()).keySet();
        this.connection = connection;
        this.table = Sql.name(target.table().table());
        this.names = target.physical().stream()
                .filter(name -> !known.contains(name) && !RowWriter.SYSTEM_COLUMNS.contains(name))
                .map(Sql::name)
                .toList();
    }

    /** Before the rows that win are deleted. */
    void remember() throws SQLException {
        if (!names.isEmpty()) {
            execute(
                    "CREATE OR REPLACE TEMP TABLE _hubflow_kept_columns AS SELECT _id, %s FROM %s WHERE rowid IN (SELECT row_id FROM %s WHERE wins)"
                            .formatted(String.join(", ", names), table, TableMerge.VERDICTS));
        }
    }

    /** After they were appended. */
    void restore() throws SQLException {
        if (!names.isEmpty()) {
            var sets = names.stream().map(name -> name + " = k." + name).collect(Collectors.joining(", "));
            execute("UPDATE %s AS t SET %s FROM %s k WHERE t._id = k._id".formatted(table, sets, KEPT));
            execute("DROP TABLE " + KEPT);
        }
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
