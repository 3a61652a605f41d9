package io.hubflow.duckdb;

import io.hubflow.engine.destination.CommitResult.TableResult;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Row;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.duckdb.DuckDBConnection;

/**
 * Marks or removes the rows of records that have departed, inside the commit's transaction. A mark changes a row in place
 * and leaves its values. Its version is the row's {@code _synced_at}; the version of the values stays where it is, so
 * that a reading which arrives late still finds its place.
 */
final class Departures {
    /** The version of the values of row {@code t}; a row of an older hubflow has none of its own. */
    static final String VERSION = "coalesce(t._version_at, t._updated_at, '-infinity')";

    static final String MARKED = "(t._deleted_at IS NOT NULL OR t._merged_into IS NOT NULL OR t._out_of_scope)";

    /** The version of the marks of row {@code t}. */
    static final String MARK_VERSION = "t._synced_at";

    static final String DEPARTED = "temp.main._hubflow_departed";
    private static final String KEPT_MARKS = "temp.main._hubflow_kept_marks";
    private static final String NEWER = "d.version_at >= CASE WHEN %s THEN greatest(%s, %s) ELSE %s END"
            .formatted(MARKED, VERSION, MARK_VERSION, VERSION);

    private final DuckDBConnection connection;
    private final String tableName;
    private final String table;
    private final RemovedRows removedRows;

    Departures(DuckDBConnection connection, String tableName, RemovedRows removedRows) {
        this.connection = connection;
        this.tableName = tableName;
        this.removedRows = removedRows;
        this.table = Sql.name(tableName);
    }

    /** What a row says about its record's departure, without the row's values. */
    record Departure(
            long id, long versionMicros, long readAtMillis, long deletedAtMillis, long mergedInto, long contentHash) {
        static Departure of(Row row) {
            return new Departure(
                    row.id(),
                    row.versionMicros(),
                    row.readAtMillis(),
                    row.deletedAtMillis(),
                    row.mergedInto(),
                    row.contentHash());
        }

        boolean isMerge() {
            return mergedInto != Row.NOT_MERGED && mergedInto != Row.OUT_OF_SCOPE;
        }

        Departure greater(Departure other) {
            var order = Long.compare(versionMicros, other.versionMicros);
            order = order != 0 ? order : Long.compare(readAtMillis, other.readAtMillis);
            return (order != 0 ? order : Long.compare(contentHash, other.contentHash)) >= 0 ? this : other;
        }
    }

    TableResult apply(List<Departure> departures, DeleteMode deletes) throws SQLException {
        var greatest = new TreeMap<Long, Departure>();
        departures.forEach(one -> greatest.merge(one.id(), one, Departure::greater));
        if (greatest.isEmpty()) {
            return new TableResult(tableName, 0, 0, 0);
        }
        stage(greatest.values());
        if (deletes == DeleteMode.HARD) {
            var removed = execute(
                    "DELETE FROM %s WHERE rowid IN (SELECT t.rowid FROM %s t JOIN %s d ON t._id = d.id WHERE %s)"
                            .formatted(table, table, DEPARTED, NEWER));
            removedRows.record();
            return new TableResult(tableName, 0, 0, greatest.size() - removed, removed);
        }
        var inserted = execute("INSERT INTO " + table
                + " (_id, _archived, _deleted_at, _merged_into, _out_of_scope, _synced_at, _content_hash)"
                + " SELECT d.id, false, d.deleted_at, d.merged_into, d.out_of_scope, d.read_at, d.content_hash FROM "
                + DEPARTED
                + " d WHERE d.id NOT IN (SELECT _id FROM " + table + ")");
        var updated = execute("UPDATE " + table
                + " AS t SET _deleted_at = d.deleted_at, _merged_into = d.merged_into, _out_of_scope = d.out_of_scope,"
                + " _synced_at = d.read_at, _content_hash = d.content_hash FROM " + DEPARTED
                + " d WHERE t._id = d.id AND t._content_hash IS DISTINCT FROM d.content_hash AND " + NEWER);
        removedRows.forgetReturned(DEPARTED);
        if (greatest.values().stream().anyMatch(Departure::isMerge)) {
            new ShortenedChains(connection, tableName).run();
        }
        return new TableResult(tableName, inserted, updated, greatest.size() - inserted - updated);
    }

    /** Remembers the marks of rows that are about to get other values, whose version is not greater than the marks'. */
    void rememberMarks() throws SQLException {
        execute("CREATE OR REPLACE TEMP TABLE _hubflow_kept_marks AS SELECT t._id AS id, t._deleted_at AS deleted_at,"
                + " t._merged_into AS merged_into, t._out_of_scope AS out_of_scope, t._synced_at AS read_at, t._content_hash AS content_hash"
                + " FROM %s v JOIN %s t ON t.rowid = v.row_id WHERE v.wins AND v.keeps_marks"
                        .formatted(TableMerge.VERDICTS, table));
    }

    void restoreMarks() throws SQLException {
        execute(
                "UPDATE %s AS t SET _deleted_at = m.deleted_at, _merged_into = m.merged_into, _synced_at = m.read_at, _out_of_scope = m.out_of_scope,"
                                .formatted(table)
                        + " _content_hash = m.content_hash FROM " + KEPT_MARKS + " m WHERE t._id = m.id");
    }

    private void stage(Collection<Departure> departures) throws SQLException {
        execute("CREATE OR REPLACE TEMP TABLE _hubflow_departed (id BIGINT, version_at TIMESTAMP WITH TIME ZONE,"
                + " read_at TIMESTAMP WITH TIME ZONE, deleted_at TIMESTAMP WITH TIME ZONE, merged_into BIGINT,"
                + " out_of_scope BOOLEAN,"
                + " content_hash BIGINT)");
        try (var appender = connection.createAppender("temp", "main", "_hubflow_departed")) {
            for (var one : departures) {
                appender.beginRow();
                appender.append(one.id());
                RowWriter.appendMicros(appender, one.versionMicros());
                RowWriter.appendTime(appender, one.readAtMillis());
                RowWriter.appendTime(appender, one.deletedAtMillis());
                if (one.mergedInto() == Row.NOT_MERGED || one.mergedInto() == Row.OUT_OF_SCOPE) {
                    appender.appendNull();
                } else {
                    appender.append(one.mergedInto());
                }
                if (one.mergedInto() == Row.OUT_OF_SCOPE) {
                    appender.append(true);
                } else {
                    appender.appendNull();
                }
                appender.append(one.contentHash());
                appender.endRow();
            }
        }
    }

    private long execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            return statement.execute(sql) ? 0 : Math.max(0, statement.getUpdateCount());
        }
    }
}
