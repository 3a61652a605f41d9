package io.hubflow.duckdb;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.CommitResult.FactResult;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.FactTable.Keep;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/**
 * Brings spooled sets of facts into their table, inside the commit's transaction. The rows of each owner are compared with
 * those that the table holds, by key and then by value, and only what differs is written: a list that gains a member among
 * 200,000 costs one row. So a row that a user deleted or changed comes back when its owner is read next.
 */
final class FactMerge {
    /** The set that counts of each owner: {@code number}, {@code owner_id}, {@code read_at}. */
    private static final String ACCEPTED = "temp.main._hubflow_accepted_sets";
    /** Their rows: the columns of the table, {@code _read_at}, and {@code _copy} = 1. */
    private static final String WANTED = "temp.main._hubflow_wanted";
    /** {@code row_id} in the table and {@code wanted} row, either of them NULL; {@code differs} where both are there. */
    private static final String VERDICTS = "temp.main._hubflow_fact_verdicts";
    /** {@code row_id} and {@code next} where the end of a version is another, and its {@code inserted}. */
    private static final String ENDS = "temp.main._hubflow_ends";
    /** {@code owner_id}s whose rows were removed because they name a record that has left. */
    private static final String SHORTENED = "temp.main._hubflow_shortened";

    private final OpenDatabase database;
    private final DuckDBConnection connection;
    private final TableEvolution evolution;
    private final Set<String> filled;

    /** @param filled names of the tables that get at least one fact in this commit */
    FactMerge(OpenDatabase database, TableEvolution evolution, Set<String> filled) {
        this.filled = filled;
        this.database = database;
        this.connection = database.connection();
        this.evolution = evolution;
    }

    FactResult merge(FactTable table, List<FactSpool> spools) throws SQLException {
        if (spools.isEmpty()) {
            return FactResult.none(table.name());
        }
        // Most pairs of object types have no links at all: nothing is known of their owners, and nothing is to be kept.
        var exists = evolution.hasFacts(table);
        var mayHaveFacts = filled.contains(table.name()) || exists && !isEmpty(table);
        if (!mayHaveFacts && spools.stream().allMatch(FactSpool::hasOnlyEmptySets)) {
            return FactResult.none(table.name());
        }
        var staging = new FactStaging(database.location().spool(), connection, table);
        staging.stage(spools);
        var state = new FactState(connection, table.name());
        state.createIfAbsent();
        state.recordDepartures();
        if (!exists && !filled.contains(table.name())) {
            // A set that was read before may still bring facts of the records that have left.
            dropTemporary();
            return FactResult.none(table.name());
        }
        if (!evolution.factTable(table)) {
            state.clearSets();
        }
        var result = new Merge(table).sets(staging, state.hasDepartures());
        state.recordSets();
        SetHash.record(
                connection, table, "SELECT owner_id FROM " + ACCEPTED + " UNION ALL SELECT owner_id FROM " + SHORTENED);
        dropTemporary();
        return result;
    }

    private boolean isEmpty(FactTable table) throws SQLException {
        try (var select = connection.createStatement();
                var rows = select.executeQuery("SELECT 1 FROM " + Sql.name(table.name()) + " LIMIT 1")) {
            return !rows.next();
        }
    }

    /** A set of 200,000 members would stay in memory until the next commit with facts. */
    private void dropTemporary() throws SQLException {
        for (var table : List.of(
                FactStaging.SETS,
                FactStaging.ROWS,
                FactStaging.FORGOTTEN,
                ACCEPTED,
                WANTED,
                VERDICTS,
                ENDS,
                SHORTENED)) {
            execute("DROP TABLE IF EXISTS " + table);
        }
    }

    /** The statements for one table. */
    private final class Merge {
        private final FactTable table;
        private final String target;
        private final String owner;
        private final boolean current;

        Merge(FactTable table) {
            this.table = table;
            this.target = Sql.name(table.name());
            this.owner = Sql.name(table.ownerColumn());
            this.current = table.keep() == Keep.CURRENT;
        }

        FactResult sets(FactStaging staging, boolean departures) throws SQLException {
            accept();
            execute("CREATE OR REPLACE TEMP TABLE _hubflow_shortened (owner_id BIGINT)");
            if (staging.rows() == 0 && isEmpty(table)) {
                return FactResult.none(table.name());
            }
            want(departures);
            judge();
            var removed = current ? removeLeftOut() : 0;
            var updated = update();
            var inserted = insert();
            var unchanged = staging.rows() - updated - inserted;
            if (!table.endColumn().isEmpty() && inserted > 0) {
                updated += endVersions();
            }
            for (var column : staging.forgottenColumns()) {
                removed += forget(column);
            }
            return new FactResult(table.name(), inserted, updated, removed, unchanged);
        }

        /** In a table of current facts, the newest set of each owner, unless the table has been told a newer one. */
        private void accept() throws SQLException {
            execute(
                    "CREATE OR REPLACE TEMP TABLE _hubflow_accepted_sets AS SELECT s.number, s.owner_id, s.read_at FROM "
                            + FactStaging.SETS + " s"
                            + (current ? """
                             LEFT JOIN %s b ON b.table_name = %s AND b.owner_id = s.owner_id
                            WHERE b.read_at IS NULL OR s.read_at >= b.read_at
                            QUALIFY row_number() OVER
                                (PARTITION BY s.owner_id ORDER BY s.read_at DESC, s.number DESC) = 1
                            """.formatted(FactState.SETS, Sql.text(table.name())) : ""));
        }

        private void want(boolean departures) throws SQLException {
            var sql = new StringBuilder("CREATE OR REPLACE TEMP TABLE _hubflow_wanted AS"
                    + " SELECT f.* EXCLUDE (_set), s.read_at AS _read_at, 1::BIGINT AS _copy FROM " + FactStaging.ROWS
                    + " f JOIN " + ACCEPTED + " s ON s.number = f._set WHERE true");
            if (departures) {
                for (var column : table.key()) {
                    if (table.columns().get(table.position(column)).type() == ColumnType.BIGINT) {
                        sql.append("""
                                 AND NOT EXISTS (SELECT 1 FROM %s d WHERE d.table_name = %s AND d.column_name = %s
                                    AND d.id = f.%s AND d.read_at >= s.read_at)
                                """.formatted(
                                FactState.DEPARTURES, Sql.text(table.name()), Sql.text(column), Sql.name(column)));
                    }
                }
            }
            execute(sql + " QUALIFY row_number() OVER (PARTITION BY " + keys("f")
                    + " ORDER BY s.read_at DESC, s.number DESC, f.rowid) = 1");
        }

        /** A key that the table has twice, which only a user can have done, is met once; the other row is left out. */
        private void judge() throws SQLException {
            var values = table.columns().stream()
                    .map(Column::name)
                    .filter(name -> !table.key().contains(name) && !name.equals(table.endColumn()))
                    .toList();
            var differs = values.isEmpty()
                    ? "false"
                    : values.stream()
                            .map(name -> "t.%1$s IS DISTINCT FROM w.%1$s".formatted(Sql.name(name)))
                            .collect(Collectors.joining(" OR ", "(", ")"));
            execute("""
                    CREATE OR REPLACE TEMP TABLE _hubflow_fact_verdicts AS
                    SELECT t.row_id, w.rowid AS wanted, t._synced_at IS NULL OR (%1$s AND w._read_at >= t._synced_at) AS differs
                    FROM (SELECT rowid AS row_id, row_number() OVER (PARTITION BY %2$s ORDER BY rowid) AS _copy, *
                          FROM %3$s WHERE %4$s IN (SELECT owner_id FROM %5$s)) t
                    FULL JOIN %6$s w ON t._copy = w._copy AND %7$s
                    """.formatted(
                            differs,
                            keys(""),
                            target,
                            owner,
                            ACCEPTED,
                            WANTED,
                            each(" AND ", name -> "t.%1$s = w.%1$s".formatted(name))));
        }

        private long removeLeftOut() throws SQLException {
            return change("DELETE FROM %s WHERE rowid IN (SELECT row_id FROM %s WHERE wanted IS NULL)"
                    .formatted(target, VERDICTS));
        }

        /** In place: the table is narrow, few facts change, and a column that a user added keeps its value. */
        private long update() throws SQLException {
            var sets = table.columns().stream()
                    .map(Column::name)
                    .filter(name -> !table.key().contains(name) && !name.equals(table.endColumn()))
                    .map(name -> "%1$s = w.%1$s, ".formatted(Sql.name(name)))
                    .collect(Collectors.joining());
            return change("""
                    UPDATE %s AS t SET %s_synced_at = w._read_at FROM %s v, %s w
                    WHERE v.differs AND w.rowid = v.wanted AND t.rowid = v.row_id
                    """.formatted(target, sets, VERDICTS, WANTED));
        }

        private long insert() throws SQLException {
            var columns = table.columns().stream()
                    .map(Column::name)
                    .filter(name -> !name.equals(table.endColumn()))
                    .map(Sql::name)
                    .toList();
            return change(
                    "INSERT INTO %s (%s, _synced_at) SELECT %s, w._read_at FROM %s w JOIN %s v ON v.wanted = w.rowid"
                                    .formatted(
                                            target,
                                            String.join(", ", columns),
                                            columns.stream()
                                                    .map(name -> "w." + name)
                                                    .collect(Collectors.joining(", ")),
                                            WANTED,
                                            VERDICTS)
                            + " WHERE v.row_id IS NULL");
        }

        /** @return rows that were there before and ended now */
        private long endVersions() throws SQLException {
            var begin = Sql.name(table.key().getLast());
            var end = Sql.name(table.endColumn());
            var prefix = table.key().subList(0, table.key().size() - 1).stream()
                    .map(Sql::name)
                    .collect(Collectors.joining(", "));
            execute("""
                    CREATE OR REPLACE TEMP TABLE _hubflow_ends AS
                    SELECT row_id, next, EXISTS (SELECT 1 FROM %6$s w JOIN %7$s v ON v.wanted = w.rowid
                                                 WHERE v.row_id IS NULL AND %8$s) AS inserted
                    FROM (SELECT rowid AS row_id, *, lead(%1$s) OVER (PARTITION BY %2$s ORDER BY %1$s) AS next
                          FROM %3$s WHERE %4$s IN (SELECT owner_id FROM %9$s)) t
                    WHERE next IS DISTINCT FROM %5$s
                    """.formatted(
                            begin,
                            prefix,
                            target,
                            owner,
                            end,
                            WANTED,
                            VERDICTS,
                            each(" AND ", name -> "t.%1$s = w.%1$s".formatted(name)),
                            ACCEPTED));
            change("UPDATE %s AS t SET %s = e.next FROM %s e WHERE t.rowid = e.row_id".formatted(target, end, ENDS));
            try (var select = connection.createStatement();
                    var rows = select.executeQuery("SELECT count(*) FROM " + ENDS + " WHERE NOT inserted")) {
                rows.next();
                return rows.getLong(1);
            }
        }

        private long forget(String column) throws SQLException {
            var forgotten = """
                     FROM %1$s t
                    JOIN %2$s f ON f.column_name = %3$s AND f.id = t.%4$s
                    LEFT JOIN %5$s b ON b.table_name = %6$s AND b.owner_id = t.%7$s
                    WHERE coalesce(greatest(t._synced_at, b.read_at), '-infinity') <= f.read_at
                    """.formatted(
                            target,
                            FactStaging.FORGOTTEN,
                            Sql.text(column),
                            Sql.name(column),
                            FactState.SETS,
                            Sql.text(table.name()),
                            owner);
            execute("INSERT INTO " + SHORTENED + " SELECT DISTINCT t." + owner + forgotten);
            return change("DELETE FROM " + target + " WHERE rowid IN (SELECT t.rowid" + forgotten + ")");
        }

        private String keys(String alias) {
            var prefix = alias.isEmpty() ? "" : alias + ".";
            return each(", ", name -> prefix + name);
        }

        private String each(String separator, UnaryOperator<String> ofKeyColumn) {
            return table.key().stream().map(Sql::name).map(ofKeyColumn).collect(Collectors.joining(separator));
        }
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long change(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            return statement.executeLargeUpdate(sql);
        }
    }
}
