package io.hubflow.duckdb;

import io.hubflow.engine.destination.UnparsedValues;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/**
 * Merges rows whose stage did not read every column, or whose table has rows of such a stage. There, different hashes do not
 * mean different values: the values of the columns that were read decide. A row that is the same keeps its place and only
 * takes the new hash, so that it need not be compared again; a row that differs keeps its values of unread columns.
 *
 * <p>Runs inside the commit's transaction. The rows in question pass through a temporary table, some at a time, so that
 * memory stays bounded however wide they are.
 */
final class PartialMerge {
    private static final String CANDIDATES = "temp.main._hubflow_candidates";
    private static final String SAME = "temp.main._hubflow_same";
    private static final String UNPARSED = "temp.main._hubflow_unparsed";

    /** Values (rows times columns) compared at once: some tens of megabytes. */
    private static final int VALUES_AT_ONCE = 4_000_000;

    /** Of a row's own facts, the times of reading and the hash say nothing about a change. */
    private static final Set<String> COMPARED_SYSTEM_COLUMNS = Set.of(
            "_created_at",
            "_updated_at",
            "_archived",
            "_archived_at",
            "_deleted_at",
            "_merged_into",
            "_out_of_scope",
            "_unparsed");

    private final DuckDBConnection connection;
    private final RowWriter writer;
    private final RowSpool spool;
    private final TableMerge.Target target;
    private final String table;
    private final Set<String> readColumns;

    PartialMerge(DuckDBConnection connection, RowWriter writer, RowSpool spool, TableMerge.Target target) {
        this.connection = connection;
        this.writer = writer;
        this.spool = spool;
        this.target = target;
        this.table = Sql.name(target.table().table());
        this.readColumns = target.staged().columns().stream()
                .map(column -> TableCatalog.key(column.name()))
                .filter(name -> !target.unread().contains(name))
                .collect(Collectors.toSet());
    }

    /**
     * Takes the rows that differ by their hash alone from the changes to the losers, and writes the others where a stage did
     * not read every column.
     *
     * @return positions of the rows that were written here
     */
    BitSet merge(TableMerge.Verdicts verdicts) throws SQLException {
        var written = new BitSet();
        var atOnce = Math.max(1, VALUES_AT_ONCE / target.physical().size());
        var pending = (BitSet) verdicts.changes().clone();
        while (!pending.isEmpty()) {
            var some = new BitSet();
            for (var position = pending.nextSetBit(0);
                    position >= 0 && some.cardinality() < atOnce;
                    position = pending.nextSetBit(position + 1)) {
                some.set(position);
            }
            pending.andNot(some);
            var same = merge(some);
            verdicts.changes().andNot(same);
            verdicts.losers().or(same);
            if (!target.unread().isEmpty()) {
                some.andNot(same);
                written.or(some);
            }
        }
        return written;
    }

    /** @return positions of the rows that are the same */
    private BitSet merge(BitSet positions) throws SQLException {
        stage(positions);
        if (!target.unread().isEmpty()) {
            keepUnparsed();
        }
        var same = findSame();
        execute("UPDATE %s AS t SET _content_hash = v.content_hash FROM %s v WHERE t.rowid = v.row_id"
                        .formatted(table, TableMerge.VERDICTS)
                + " AND v.position IN (SELECT position FROM " + SAME + ")");
        execute("UPDATE " + TableMerge.VERDICTS + " SET wins = false WHERE position IN (SELECT position FROM " + SAME
                + ")");
        if (!target.unread().isEmpty()) {
            writeCombined();
        }
        return same;
    }

    private void stage(BitSet positions) throws SQLException {
        execute("CREATE OR REPLACE TEMP TABLE _hubflow_candidates AS FROM " + table + " LIMIT 0");
        var skipped = new BitSet();
        skipped.set(0, spool.versions().rows());
        skipped.andNot(positions);
        writer.appendToTemporary(
                "_hubflow_candidates", spool, target.staged(), target.table(), target.physical(), skipped);
    }

    private void keepUnparsed() throws SQLException {
        execute("CREATE OR REPLACE TEMP TABLE _hubflow_unparsed (id BIGINT, json VARCHAR)");
        var any = false;
        try (var select = connection.createStatement();
                var rows =
                        select.executeQuery("SELECT s._id, CAST(s._unparsed AS VARCHAR), CAST(t._unparsed AS VARCHAR)"
                                + matched() + " WHERE t._unparsed IS NOT NULL");
                var appender = connection.createAppender("temp", "main", "_hubflow_unparsed")) {
            while (rows.next()) {
                var merged = UnparsedValues.merge(
                        rows.getString(2), rows.getString(3), target.table().columns(), target.unread());
                if (merged != null) {
                    appender.beginRow();
                    appender.append(rows.getLong(1));
                    appender.append(merged);
                    appender.endRow();
                    any = true;
                }
            }
        }
        if (any) {
            execute("UPDATE %s AS s SET _unparsed = u.json FROM %s u WHERE s._id = u.id"
                    .formatted(CANDIDATES, UNPARSED));
        }
    }

    private BitSet findSame() throws SQLException {
        var equal = new ArrayList<String>();
        for (var name : target.physical()) {
            if (readColumns.contains(name) || COMPARED_SYSTEM_COLUMNS.contains(name)) {
                equal.add("s.%1$s IS NOT DISTINCT FROM t.%1$s".formatted(Sql.name(name)));
            }
        }
        execute("CREATE OR REPLACE TEMP TABLE _hubflow_same AS SELECT v.position" + matched() + " WHERE "
                + String.join(" AND ", equal));
        var same = new BitSet();
        try (var select = connection.createStatement();
                var rows = select.executeQuery("SELECT position FROM " + SAME)) {
            while (rows.next()) {
                same.set(rows.getInt(1));
            }
        }
        return same;
    }

    /** Columns that were not read keep their values. The rows that these replace are deleted later. */
    private void writeCombined() throws SQLException {
        var values = new ArrayList<String>();
        for (var name : target.physical()) {
            var ours = readColumns.contains(name) || RowWriter.SYSTEM_COLUMNS.contains(name);
            values.add((ours ? "s." : "t.") + Sql.name(name));
        }
        execute("INSERT INTO " + table + " SELECT " + String.join(", ", values) + matched() + " WHERE v.wins");
    }

    /** The staged rows {@code s}, their verdicts {@code v} and the table's rows {@code t}. */
    private String matched() {
        return " FROM %s s JOIN %s v ON v.id = s._id JOIN %s t ON t.rowid = v.row_id"
                .formatted(CANDIDATES, TableMerge.VERDICTS, table);
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
