package io.hubflow.duckdb;

import io.hubflow.engine.destination.CommitResult.TableResult;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Brings spooled rows into their table, inside the commit's transaction. Only ids, versions and hashes are compared in SQL;
 * a row's other values go straight from the spool into the table, once. A changed row is deleted and appended: an update in
 * place would make the next checkpoint rewrite every column of every row group it touched (decision 0003).
 */
final class TableMerge {
    private static final String KEYS = "temp.main._hubflow_staged_keys";
    private static final String VERDICTS = "temp.main._hubflow_verdicts";

    private final DuckDBConnection connection;
    private final TableCatalog catalog;
    private final TableEvolution evolution;
    private final RowWriter writer;

    TableMerge(DuckDbFile file, TableCatalog catalog, TableEvolution evolution) {
        this.connection = file.connection();
        this.catalog = catalog;
        this.evolution = evolution;
        this.writer = new RowWriter(file.path(), connection);
    }

    TableResult merge(TableSchema staged, List<RowSpool> spools) throws SQLException {
        var result = new TableResult(staged.table(), 0, 0, 0);
        if (spools.isEmpty()) {
            return result;
        }
        catalog.find(staged.table()).ifPresent(table -> TableEvolution.requireWritable(table, staged));
        var empty = !evolution.recordTable(staged);
        var physical = catalog.physicalColumns(staged.table());
        var table = catalog.find(staged.table()).orElseThrow();
        for (var spool : spools) {
            result = plus(result, merge(spool, staged, table, physical, empty));
            empty = false;
        }
        return result;
    }

    private TableResult merge(
            RowSpool spool, TableSchema staged, TableSchema table, List<String> physical, boolean empty)
            throws SQLException {
        var versions = spool.versions();
        var skipped = new BitSet(versions.rows());
        var updated = empty ? 0 : judge(table.table(), versions, skipped);
        var unchanged = skipped.cardinality();
        if (updated > 0) {
            execute("DELETE FROM %s WHERE rowid IN (SELECT row_id FROM %s WHERE wins)"
                    .formatted(Sql.name(table.table()), VERDICTS));
        }
        versions.addSupersededTo(skipped);
        var written = versions.ids() - unchanged;
        if (written > 0) {
            writer.append(spool, staged, table, physical, skipped);
        }
        return new TableResult(table.table(), written - updated, updated, unchanged);
    }

    private void stageKeys(RowVersions versions) throws SQLException {
        execute("CREATE OR REPLACE TEMP TABLE _hubflow_staged_keys (position INTEGER, id BIGINT,"
                + " updated_at TIMESTAMP WITH TIME ZONE, read_at TIMESTAMP WITH TIME ZONE, content_hash BIGINT)");
        try (var appender = connection.createAppender("temp", "main", "_hubflow_staged_keys")) {
            for (var position = 0; position < versions.rows(); position++) {
                if (!versions.isSuperseded(position)) {
                    appender.beginRow();
                    appender.append(position);
                    appender.append(versions.id(position));
                    appendTime(appender, versions.updatedAtMillis(position));
                    appendTime(appender, versions.readAtMillis(position));
                    appender.append(versions.contentHash(position));
                    appender.endRow();
                }
            }
        }
    }

    private static void appendTime(DuckDBAppender appender, long millis) throws SQLException {
        if (millis == Row.NO_TIME) {
            appender.appendNull();
        } else {
            appender.appendEpochMicros(RowWriter.micros(millis));
        }
    }

    /** Compares with the rows that are there: marks the positions that lose, and returns how many win. */
    private int judge(String table, RowVersions versions, BitSet losers) throws SQLException {
        stageKeys(versions);
        execute("""
                CREATE OR REPLACE TEMP TABLE _hubflow_verdicts AS
                SELECT k.position, t.rowid AS row_id,
                       t._content_hash IS DISTINCT FROM k.content_hash
                       AND (coalesce(k.updated_at, '-infinity'), coalesce(k.read_at, '-infinity'))
                           >= (coalesce(t._updated_at, '-infinity'), coalesce(t._synced_at, '-infinity')) AS wins
                FROM %s k JOIN %s t ON t._id = k.id
                """.formatted(KEYS, Sql.name(table)));
        var winners = new BitSet();
        try (var select = connection.createStatement();
                var rows = select.executeQuery("SELECT position, wins FROM " + VERDICTS)) {
            while (rows.next()) {
                (rows.getBoolean(2) ? winners : losers).set(rows.getInt(1));
            }
        }
        winners.andNot(losers);
        return winners.cardinality();
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static TableResult plus(TableResult one, TableResult other) {
        return new TableResult(
                one.table(),
                one.inserted() + other.inserted(),
                one.updated() + other.updated(),
                one.unchanged() + other.unchanged());
    }
}
