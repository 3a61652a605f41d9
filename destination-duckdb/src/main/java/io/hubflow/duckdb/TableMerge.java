package io.hubflow.duckdb;

import io.hubflow.engine.destination.CommitResult.TableResult;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Brings spooled rows into their table, inside the commit's transaction. Only ids, versions and hashes are compared in SQL;
 * a row's other values go straight from the spool into the table, once. A changed row is deleted and appended: an update in
 * place would make the next checkpoint rewrite every column of every row group it touched (decision 0003).
 *
 * <p>Where rows may hold values of several readings, {@link PartialMerge} compares and combines the values themselves.
 */
final class TableMerge {
    static final String VERDICTS = "temp.main._hubflow_verdicts";
    private static final String KEYS = "temp.main._hubflow_staged_keys";

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

    /** @param unread columns that the rows say nothing about, by {@link TableCatalog#key} */
    TableResult merge(TableSchema staged, Set<String> unread, List<RowSpool> spools) throws SQLException {
        var result = new TableResult(staged.table(), 0, 0, 0);
        if (spools.isEmpty()) {
            return result;
        }
        catalog.find(staged.table()).ifPresent(table -> TableEvolution.requireWritable(table, staged));
        var empty = !evolution.recordTable(staged);
        var inPart = catalog.isReadInPart(staged.table());
        if (!inPart && !unread.isEmpty()) {
            catalog.markReadInPart(staged.table());
            inPart = true;
        }
        var physical = catalog.physicalColumns(staged.table());
        var table = catalog.find(staged.table()).orElseThrow();
        var target = new Target(staged, table, physical, unread, inPart);
        for (var spool : spools) {
            result = plus(result, merge(spool, target, empty));
            empty = false;
        }
        return result;
    }

    /**
     * @param staged what the rows were made for
     * @param table the table as it is now
     * @param physical all its columns in order, lower-cased
     * @param inPart whether rows of the table may hold values of several readings
     */
    record Target(TableSchema staged, TableSchema table, List<String> physical, Set<String> unread, boolean inPart) {}

    /**
     * Positions of staged rows.
     *
     * @param losers their row in the table is the same or newer
     * @param changes they are newer than their row, and their hash is another
     */
    record Verdicts(BitSet losers, BitSet changes) {}

    private TableResult merge(RowSpool spool, Target target, boolean empty) throws SQLException {
        var versions = spool.versions();
        var verdicts = new Verdicts(new BitSet(versions.rows()), new BitSet());
        var written = new BitSet();
        if (!empty) {
            judge(target.table().table(), versions, verdicts);
            if (target.inPart() && !verdicts.changes().isEmpty()) {
                written = new PartialMerge(connection, writer, spool, target).merge(verdicts);
            }
        }
        var updated = verdicts.changes().cardinality();
        var unchanged = verdicts.losers().cardinality();
        if (updated > 0) {
            execute("DELETE FROM %s WHERE rowid IN (SELECT row_id FROM %s WHERE wins)"
                    .formatted(Sql.name(target.table().table()), VERDICTS));
        }
        var skipped = verdicts.losers();
        skipped.or(written);
        versions.addSupersededTo(skipped);
        if (skipped.cardinality() < versions.rows()) {
            writer.append(spool, target.staged(), target.table(), target.physical(), skipped);
        }
        return new TableResult(target.table().table(), versions.ids() - unchanged - updated, updated, unchanged);
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

    private void judge(String table, RowVersions versions, Verdicts verdicts) throws SQLException {
        stageKeys(versions);
        execute("""
                CREATE OR REPLACE TEMP TABLE _hubflow_verdicts AS
                SELECT k.position, k.id, k.content_hash, t.rowid AS row_id,
                       t._content_hash IS DISTINCT FROM k.content_hash
                       AND (coalesce(k.updated_at, '-infinity'), coalesce(k.read_at, '-infinity'), k.content_hash)
                           >= (coalesce(t._updated_at, '-infinity'), coalesce(t._synced_at, '-infinity'),
                               coalesce(t._content_hash, -9223372036854775808)) AS wins
                FROM %s k JOIN %s t ON t._id = k.id
                """.formatted(KEYS, Sql.name(table)));
        try (var select = connection.createStatement();
                var rows = select.executeQuery("SELECT position, wins FROM " + VERDICTS)) {
            while (rows.next()) {
                (rows.getBoolean(2) ? verdicts.changes() : verdicts.losers()).set(rows.getInt(1));
            }
        }
        verdicts.changes().andNot(verdicts.losers());
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
