package io.hubflow.duckdb;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Erasure;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.RecordErasure;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.StoredRow;
import io.hubflow.engine.destination.StoredTables;
import io.hubflow.engine.destination.TableSchema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The tables of one DuckDB file, read back on the writer thread, some ids at a time. */
final class DuckDbStoredTables implements StoredTables {
    /** Values (rows times columns) that are in memory at once: about ten megabytes, here and in DuckDB. */
    private static final int VALUES_AT_ONCE = 300_000;

    private static final int MOST_ROWS_AT_ONCE = 20_000;

    private static final String SYSTEM_COLUMNS =
            "_id, _created_at, _updated_at, coalesce(_archived, false), _archived_at,"
                    + " _deleted_at, %s, _content_hash, CAST(_unparsed AS VARCHAR)";

    private final DuckDbDestination destination;

    DuckDbStoredTables(DuckDbDestination destination) {
        this.destination = destination;
    }

    @Override
    public void rows(TableSchema schema, Consumer<StoredRow> rows) {
        var table = Sql.name(schema.table());
        var atOnce = Math.max(
                500,
                Math.min(MOST_ROWS_AT_ONCE, VALUES_AT_ONCE / (schema.columns().size() + 9)));
        var bounds = destination.reading(connection -> bounds(connection, table, atOnce));
        // Of ids that rows share, all rows are in one part.
        var from = Long.MIN_VALUE;
        for (var i = 0; i <= bounds.size(); i++) {
            var to = i == bounds.size() ? Long.MAX_VALUE : bounds.get(i);
            if (to > from || i == bounds.size()) {
                read(schema, "_id > " + from + " AND _id <= " + to, rows);
                from = to;
            }
        }
    }

    /** Ids that cut the table into parts of about so many rows. */
    private static List<Long> bounds(Connection connection, String table, int rowsAtOnce) throws SQLException {
        var parts = longs(connection, "SELECT count(*) FROM " + table).getFirst() / rowsAtOnce;
        if (parts == 0) {
            return List.of();
        }
        var shares = LongStream.rangeClosed(1, parts)
                .mapToObj(part -> String.valueOf((double) part / (parts + 1)))
                .collect(Collectors.joining(", ", "[", "]"));
        return longs(
                connection, "SELECT unnest(quantile_disc(_id, " + shares + ")) AS id FROM " + table + " ORDER BY id");
    }

    @Override
    public void rows(TableSchema schema, Collection<Long> ids, Consumer<StoredRow> rows) {
        if (!ids.isEmpty()) {
            read(schema, "_id IN " + list(ids), rows);
        }
    }

    private void read(TableSchema schema, String condition, Consumer<StoredRow> rows) {
        var columns = schema.columns();
        var names = columns.stream().map(DuckDbStoredTables::selected).collect(Collectors.joining());
        var merged = destination.knowsScope(schema.table())
                ? "CASE WHEN _out_of_scope THEN " + Row.OUT_OF_SCOPE + " ELSE _merged_into END"
                : "_merged_into";
        var sql = "SELECT " + SYSTEM_COLUMNS.formatted(merged) + names + " FROM " + Sql.name(schema.table()) + " WHERE "
                + condition + " ORDER BY _id";
        var part = destination.reading(connection -> {
            var read = new ArrayList<StoredRow>();
            try (var select = connection.createStatement();
                    var results = select.executeQuery(sql)) {
                while (results.next()) {
                    read.add(row(results, columns));
                }
            }
            return read;
        });
        part.forEach(rows);
    }

    private static String selected(Column column) {
        var name = Sql.name(column.name());
        return ", " + (column.type() == ColumnType.JSON ? "CAST(" + name + " AS VARCHAR)" : name);
    }

    private static StoredRow row(ResultSet results, List<Column> columns) throws SQLException {
        var values = new @Nullable Object[columns.size()];
        for (var i = 0; i < values.length; i++) {
            values[i] = value(results, i + 10, columns.get(i).type());
        }
        var mergedInto = results.getLong(7);
        var hash = results.getLong(8);
        var contentHash = results.wasNull() ? OptionalLong.empty() : OptionalLong.of(hash);
        return new StoredRow(
                results.getLong(1),
                millis(results, 2),
                millis(results, 3),
                results.getBoolean(4),
                millis(results, 5),
                millis(results, 6),
                mergedInto,
                contentHash,
                results.getString(9),
                values);
    }

    private static long millis(ResultSet results, int column) throws SQLException {
        return StoredInstants.read(results, column) instanceof Instant instant ? instant.toEpochMilli() : Row.NO_TIME;
    }

    private static @Nullable Object value(ResultSet results, int column, ColumnType type) throws SQLException {
        return switch (type) {
            case VARCHAR, JSON -> results.getString(column);
            case DECIMAL -> results.getBigDecimal(column);
            case BIGINT -> {
                var number = results.getLong(column);
                yield results.wasNull() ? null : (Object) number;
            }
            case BOOLEAN -> {
                var bool = results.getBoolean(column);
                yield results.wasNull() ? null : (Object) bool;
            }
            case DATE -> results.getObject(column, LocalDate.class);
            case TIMESTAMP -> StoredInstants.read(results, column);
        };
    }

    @Override
    public List<Long> outOfScope(String table, long fromId, int most) {
        return destination.knowsScope(table)
                ? destination.reading(connection -> longs(
                        connection,
                        "SELECT _id FROM " + Sql.name(table) + " WHERE _out_of_scope AND _id >= " + fromId
                                + " ORDER BY _id LIMIT " + most))
                : List.of();
    }

    @Override
    public Set<Long> quarantined(String objectType) {
        return destination.onConnection(connection -> {
            if (!destination.state(connection).exist()) {
                return Set.of();
            }
            return new HashSet<>(longs(
                    connection,
                    "SELECT TRY_CAST(id AS BIGINT) FROM _hubflow_quarantine WHERE object_type = " + Sql.text(objectType)
                            + " AND TRY_CAST(id AS BIGINT) IS NOT NULL"));
        });
    }

    @Override
    public StoredSets sets(FactTable table) {
        return destination.reading(connection -> {
            if (!destination.catalog(connection).has(table.name())) {
                return new StoredSets(0, 0, List.of(), 0);
            }
            new FactState(connection, table.name()).createIfAbsent();
            var owner = Sql.name(table.ownerColumn());
            var name = Sql.name(table.name());
            var sets = "(SELECT owner_id, %s AS set_hash FROM %s WHERE table_name = %s)"
                    .formatted(SetHash.COLUMN, FactState.SETS, Sql.text(table.name()));
            var rows = "(SELECT %s AS owner_id, %s AS hash, count(*) AS n FROM %s GROUP BY ALL)"
                    .formatted(owner, SetHash.of(table), name);
            var joined = " FROM " + sets + " s FULL JOIN " + rows + " r ON r.owner_id = s.owner_id";
            var altered = longs(
                    connection,
                    "SELECT coalesce(s.owner_id, r.owner_id) AS id" + joined
                            + " WHERE s.owner_id IS NULL OR (s.set_hash IS NOT NULL AND s.set_hash <> coalesce(r.hash, 0))"
                            + " ORDER BY id");
            try (var select = connection.createStatement();
                    var counts = select.executeQuery("SELECT count(*), coalesce(sum(r.n), 0)::BIGINT,"
                            + " count(*) FILTER (s.owner_id IS NOT NULL AND s.set_hash IS NULL)" + joined)) {
                counts.next();
                return new StoredSets(counts.getLong(1), counts.getLong(2), altered, counts.getLong(3));
            }
        });
    }

    @Override
    public List<@Nullable Object[]> factRows(FactTable table, Collection<Long> owners) {
        if (owners.isEmpty()) {
            return List.of();
        }
        return destination.reading(connection -> {
            var rows = new ArrayList<@Nullable Object[]>();
            var names = table.columns().stream()
                    .map(column -> selected(column).substring(2))
                    .collect(Collectors.joining(", "));
            try (var select = connection.createStatement();
                    var results = select.executeQuery("SELECT " + names + " FROM " + Sql.name(table.name()) + " WHERE "
                            + Sql.name(table.ownerColumn()) + " IN " + list(owners))) {
                while (results.next()) {
                    var values = new @Nullable Object[table.columns().size()];
                    for (var i = 0; i < values.length; i++) {
                        values[i] = value(results, i + 1, table.columns().get(i).type());
                    }
                    rows.add(values);
                }
            }
            return rows;
        });
    }

    @Override
    public void distrust(String table, Collection<Long> ids) {
        var name = Sql.name(table);
        change(
                ids,
                "DELETE FROM %1$s WHERE _id IN %2$s AND rowid NOT IN"
                        + " (SELECT min(rowid) FROM %1$s WHERE _id IN %2$s GROUP BY _id)",
                "UPDATE %1$s SET _content_hash = 0, _version_at = make_timestamptz(0), _synced_at = make_timestamptz(0),"
                        + " _deleted_at = NULL, _merged_into = NULL, _archived = false, _archived_at = NULL"
                        + (destination.knowsScope(table) ? ", _out_of_scope = NULL" : "") + " WHERE _id IN %2$s",
                name);
    }

    @Override
    public void remove(String table, Collection<Long> ids) {
        change(ids, "DELETE FROM %1$s WHERE _id IN %2$s", "", Sql.name(table));
    }

    @Override
    public void distrust(FactTable table, Collection<Long> owners) {
        var key = table.key().stream().map(Sql::name).collect(Collectors.joining(", "));
        var owner = Sql.name(table.ownerColumn());
        change(
                owners,
                "DELETE FROM %1$s WHERE " + owner + " IN %2$s AND rowid NOT IN (SELECT min(rowid) FROM %1$s WHERE "
                        + owner + " IN %2$s GROUP BY " + key + ")",
                "DELETE FROM " + FactState.SETS + " WHERE table_name = " + Sql.text(table.name())
                        + " AND owner_id IN %2$s",
                Sql.name(table.name()));
        change(
                owners,
                "UPDATE %1$s SET _synced_at = make_timestamptz(0) WHERE " + owner + " IN %2$s",
                "",
                Sql.name(table.name()));
    }

    @Override
    public void removeFacts(FactTable table, List<@Nullable Object[]> rows) {
        destination.inTransaction(connection -> {
            var condition = table.key().stream()
                    .map(column -> equal(table.columns().get(table.position(column))))
                    .collect(Collectors.joining(" AND "));
            try (var delete =
                    connection.prepareStatement("DELETE FROM " + Sql.name(table.name()) + " WHERE " + condition)) {
                for (var row : rows) {
                    for (var i = 0; i < table.key().size(); i++) {
                        var value = row[table.position(table.key().get(i))];
                        delete.setObject(
                                i + 1,
                                value instanceof Instant instant
                                        ? (Object) RowWriter.micros(instant.toEpochMilli())
                                        : value);
                    }
                    delete.executeUpdate();
                }
            }
            commit(connection);
            return true;
        });
    }

    @Override
    public void erase(Erasure erasure) {
        destination.inTransaction(connection -> {
            new ErasedValues(connection, destination.state(connection)).erase(erasure);
            commit(connection);
            return true;
        });
        destination.markWritten();
    }

    @Override
    public void erase(RecordErasure erasure) {
        destination.inTransaction(connection -> {
            new ErasedValues(connection, destination.state(connection)).erase(erasure);
            commit(connection);
            return true;
        });
        destination.markWritten();
    }

    private static String equal(Column column) {
        return column.type() == ColumnType.TIMESTAMP
                ? "epoch_us(" + Sql.name(column.name()) + ") = ?"
                : Sql.name(column.name()) + " = ?";
    }

    private void change(Collection<Long> ids, String first, String second, String table) {
        if (ids.isEmpty()) {
            return;
        }
        destination.inTransaction(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute(first.formatted(table, list(ids)));
                if (!second.isEmpty()) {
                    statement.execute(second.formatted(table, list(ids)));
                }
            }
            commit(connection);
            return true;
        });
        destination.markWritten();
    }

    private static void commit(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("COMMIT");
        }
    }

    private static String list(Collection<Long> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
    }

    private static List<Long> longs(Connection connection, String sql) throws SQLException {
        try (var select = connection.createStatement();
                var rows = select.executeQuery(sql)) {
            var longs = new ArrayList<Long>();
            while (rows.next()) {
                longs.add(rows.getLong(1));
            }
            return longs;
        }
    }
}
