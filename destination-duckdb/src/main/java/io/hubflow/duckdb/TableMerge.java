package io.hubflow.duckdb;

import io.hubflow.engine.destination.CommitResult.TableResult;
import io.hubflow.engine.destination.TableSchema;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.duckdb.DuckDBConnection;

/**
 * Brings spooled rows into their table, inside the commit's transaction. Only ids, versions and hashes are compared in SQL;
 * a row's other values go straight from the spool into the table, once. A changed row is deleted and appended: an update in
 * place would make the next checkpoint rewrite every column of every row group it touched (decision 0003). Where appending
 * would hold too much memory, {@link ChangeInPlace} does it all the same.
 *
 * <p>Where rows may hold values of several readings, {@link PartialMerge} compares and combines the values themselves.
 */
final class TableMerge {
    static final String VERDICTS = "temp.main._hubflow_verdicts";
    static final String KEYS = "temp.main._hubflow_staged_keys";

    private final DuckDBConnection connection;
    private final TableCatalog catalog;
    private final TableEvolution evolution;
    private final RowWriter writer;
    private final int blockBytes;

    TableMerge(OpenDatabase database, TableCatalog catalog, TableEvolution evolution) {
        this.connection = database.connection();
        this.catalog = catalog;
        this.evolution = evolution;
        this.writer = new RowWriter(database.location().spool(), connection);
        this.blockBytes = database.blockBytes();
    }

    TableResult merge(DuckDbStage stage, List<RowSpool> spools) throws SQLException {
        var staged = stage.schema();
        var unread = stage.unread();
        var result = new TableResult(staged.table(), 0, 0, 0);
        if (spools.isEmpty()) {
            return result;
        }
        catalog.find(staged.table()).ifPresent(table -> table.requireTakes(staged.widenedAs(table)));
        var empty = !evolution.recordTable(staged);
        var inPart = catalog.isReadInPart(staged.table());
        if (!inPart && !unread.isEmpty()) {
            catalog.markReadInPart(staged.table());
            inPart = true;
        }
        var physical = catalog.physicalColumns(staged.table());
        var table = catalog.find(staged.table()).orElseThrow();
        var target = new Target(staged, table, physical, unread, inPart);
        var removed = new RemovedRows(connection, catalog, staged.table());
        var departures = new Departures(connection, staged.table(), removed);
        for (var spool : spools) {
            if (spool.versions().rows() > 0) {
                result = plus(result, merge(spool, target, departures, removed, empty));
                empty = false;
            }
            result = plus(result, departures.apply(spool.departures(), stage.deletes()));
        }
        return result;
    }

    /**
     * @param staged what the rows were made for
     * @param table the table as it is now
     * @param physical all its columns in order, lower-cased
     * @param unread columns that the rows say nothing about, by {@link TableCatalog#key}
     * @param inPart whether rows of the table may hold values of several readings
     */
    record Target(TableSchema staged, TableSchema table, List<String> physical, Set<String> unread, boolean inPart) {}

    /**
     * Positions of staged rows.
     *
     * @param losers their row in the table is the same or newer, or was removed by a later reading
     * @param changes they are newer than their row, and their hash is another
     * @param keepMarks of the changes, those whose row is marked as gone by a newer reading
     */
    record Verdicts(BitSet losers, BitSet changes, BitSet keepMarks) {}

    private TableResult merge(RowSpool spool, Target target, Departures departures, RemovedRows removed, boolean empty)
            throws SQLException {
        var versions = spool.versions();
        var verdicts = new Verdicts(new BitSet(versions.rows()), new BitSet(), new BitSet());
        var written = new BitSet();
        if (!empty || removed.exist()) {
            stageKeys(versions);
            verdicts.losers().or(removed.notLater());
        }
        if (!empty) {
            judge(target.table().table(), verdicts);
            if (target.inPart() && !verdicts.changes().isEmpty()) {
                written = new PartialMerge(connection, writer, spool, target).merge(verdicts);
            }
        }
        if (!verdicts.keepMarks().isEmpty()) {
            departures.rememberMarks();
        }
        var changed = verdicts.changes();
        var foreign = new ForeignColumns(connection, target);
        var replaces = false;
        if (written.isEmpty() && !changed.isEmpty() && isChangedInPlace(target)) {
            new ChangeInPlace(connection, writer, spool, target).run(changed);
            written = (BitSet) changed.clone();
        } else if (!changed.isEmpty()) {
            foreign.remember();
            replaces = true;
            execute("DELETE FROM %s WHERE rowid IN (SELECT row_id FROM %s WHERE wins)"
                    .formatted(Sql.name(target.table().table()), VERDICTS));
        }
        var updated = changed.cardinality();
        var unchanged = verdicts.losers().cardinality();
        var skipped = verdicts.losers();
        skipped.or(written);
        versions.addSupersededTo(skipped);
        if (skipped.cardinality() < versions.rows()) {
            writer.append(spool, target.staged(), target.table(), target.physical(), skipped);
        }
        if (replaces) {
            foreign.restore();
        }
        if (!verdicts.keepMarks().isEmpty()) {
            departures.restoreMarks();
        }
        removed.forgetReturned(KEYS);
        return new TableResult(target.table().table(), versions.ids() - unchanged - updated, updated, unchanged);
    }

    /** Only where appending would hold too much memory, and the stage read every column. */
    private boolean isChangedInPlace(Target target) throws SQLException {
        if (!target.unread().isEmpty()) {
            return false;
        }
        try (var select = connection.createStatement();
                var rows =
                        select.executeQuery("SELECT count(DISTINCT row_id // 2048) FROM " + VERDICTS + " WHERE wins")) {
            rows.next();
            return Blocks.updateInPlace(blockBytes, target.physical().size(), rows.getLong(1));
        }
    }

    private void stageKeys(RowVersions versions) throws SQLException {
        execute("CREATE OR REPLACE TEMP TABLE _hubflow_staged_keys (position INTEGER, id BIGINT,"
                + " version_at TIMESTAMP WITH TIME ZONE, read_at TIMESTAMP WITH TIME ZONE, content_hash BIGINT)");
        try (var appender = connection.createAppender("temp", "main", "_hubflow_staged_keys")) {
            for (var position = 0; position < versions.rows(); position++) {
                if (!versions.isSuperseded(position)) {
                    appender.beginRow();
                    appender.append(position);
                    appender.append(versions.id(position));
                    RowWriter.appendMicros(appender, versions.versionMicros(position));
                    RowWriter.appendTime(appender, versions.readAtMillis(position));
                    appender.append(versions.contentHash(position));
                    appender.endRow();
                }
            }
        }
    }

    private void judge(String table, Verdicts verdicts) throws SQLException {
        execute("""
                CREATE OR REPLACE TEMP TABLE _hubflow_verdicts AS
                SELECT k.position, k.id, k.content_hash, t.rowid AS row_id,
                       CASE WHEN %2$s THEN coalesce(k.version_at, '-infinity') > %1$s
                       ELSE t._content_hash IS DISTINCT FROM k.content_hash
                           AND (coalesce(k.version_at, '-infinity'), coalesce(k.read_at, '-infinity'), k.content_hash)
                               >= (%1$s, coalesce(t._synced_at, '-infinity'),
                                   coalesce(t._content_hash, -9223372036854775808)) END AS wins,
                       %2$s AND coalesce(k.version_at, '-infinity') <= %3$s AS keeps_marks
                FROM %4$s k JOIN %5$s t ON t._id = k.id
                """.formatted(Departures.VERSION, Departures.MARKED, Departures.MARK_VERSION, KEYS, Sql.name(table)));
        try (var select = connection.createStatement();
                var rows = select.executeQuery("SELECT position, wins, keeps_marks FROM " + VERDICTS)) {
            while (rows.next()) {
                (rows.getBoolean(2) ? verdicts.changes() : verdicts.losers()).set(rows.getInt(1));
                if (rows.getBoolean(2) && rows.getBoolean(3)) {
                    verdicts.keepMarks().set(rows.getInt(1));
                }
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
                one.unchanged() + other.unchanged(),
                one.removed() + other.removed());
    }
}
