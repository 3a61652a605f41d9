package io.hubflow.duckdb;

import io.hubflow.engine.destination.Erasure;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.RecordErasure;
import io.hubflow.engine.destination.TableSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The statements of an {@link Erasure} and a {@link RecordErasure}, inside a transaction. They reach every table; freed blocks of the file keep old bytes until
 * DuckDB writes over them.
 */
final class ErasedValues {
    private final Connection connection;
    private final StateTables state;

    ErasedValues(Connection connection, StateTables state) {
        this.connection = connection;
        this.state = state;
    }

    void erase(Erasure erasure) throws SQLException {
        if (erasure.schema().isPresent()) {
            eraseColumns(erasure.schema().get(), erasure.columns());
        }
        if (erasure.history().isPresent()) {
            eraseVersions(erasure.history().get(), erasure.properties());
        }
        if (state.exist()) {
            execute("UPDATE _hubflow_quarantine SET record = NULL WHERE object_type = "
                    + Sql.text(erasure.objectType()));
        }
    }

    private void eraseColumns(TableSchema schema, List<String> columns) throws SQLException {
        var empty = columns.stream().map(name -> Sql.name(name) + " = NULL").collect(Collectors.joining(", "));
        var held = columns.stream()
                .map(name -> "t." + Sql.name(name) + " IS NOT NULL")
                .collect(Collectors.joining(" OR "));
        // Keys of _unparsed are the columns as the engine writes them. Merged into NULL, the patch itself would be
        // stored.
        var without = "CASE WHEN t._unparsed IS NOT NULL THEN json_merge_patch(t._unparsed, "
                + Sql.text(columns.stream().map(ErasedValues::removed).collect(Collectors.joining(",", "{", "}")))
                + "::JSON) END";
        execute("UPDATE %1$s AS t SET %2$s, _unparsed = CASE WHEN CAST(%3$s AS VARCHAR) = '{}' THEN NULL ELSE %3$s END,"
                        .formatted(Sql.name(schema.table()), empty, without)
                + " _content_hash = CASE WHEN " + Departures.MARKED + " THEN t._content_hash ELSE 0 END WHERE " + held
                + " OR CAST(t._unparsed AS VARCHAR) <> CAST(" + without + " AS VARCHAR)");
    }

    void erase(RecordErasure erasure) throws SQLException {
        var purged =
                "(coalesce(t._archived, false) AND t._merged_into IS NULL AND t._archived_at <= make_timestamptz(%d))"
                        .formatted(RowWriter.micros(erasure.purgedBeforeMillis()));
        var ids = erased(erasure, purged);
        if (ids.isEmpty()) {
            return;
        }
        var list = list(ids);
        if (erasure.history().isPresent()) {
            eraseVersions(erasure.history().get(), ids, erasure.goneAtMillis());
        }
        if (erasure.schema().isPresent() && !erasure.schema().get().columns().isEmpty()) {
            eraseRows(erasure.schema().get(), list, RowWriter.micros(erasure.goneAtMillis()));
        }
        if (state.exist()) {
            execute("UPDATE _hubflow_quarantine SET record = NULL WHERE object_type = " + Sql.text(erasure.objectType())
                    + " AND TRY_CAST(id AS BIGINT) IN " + list);
        }
    }

    /** Without those that were purged, and with those that were merged into one of the others. */
    private List<Long> erased(RecordErasure erasure, String purged) throws SQLException {
        var ids = new TreeSet<>(erasure.ids());
        if (erasure.schema().isPresent()) {
            var table = Sql.name(erasure.schema().get().table());
            ids.removeAll(ids("SELECT t._id FROM " + table + " t WHERE t._id IN " + list(ids) + " AND " + purged));
            if (!ids.isEmpty()) {
                ids.addAll(ids("SELECT t._id FROM " + table + " t WHERE t._merged_into IN " + list(ids)));
            }
        }
        return List.copyOf(ids);
    }

    /** Their version becomes that of the erasure, so that an earlier reading that is still on its way does not fill them again. */
    private void eraseRows(TableSchema schema, String ids, long goneAtMicros) throws SQLException {
        var columns =
                schema.columns().stream().map(column -> Sql.name(column.name())).toList();
        var goneAt = "make_timestamptz(" + goneAtMicros + ")";
        // Older versions made neither column.
        execute("ALTER TABLE " + Sql.name(schema.table()) + " ADD COLUMN IF NOT EXISTS _version_at TIMESTAMPTZ");
        execute("ALTER TABLE " + Sql.name(schema.table()) + " ADD COLUMN IF NOT EXISTS _out_of_scope BOOLEAN");
        execute("UPDATE " + Sql.name(schema.table()) + " AS t SET "
                + columns.stream().map(name -> name + " = NULL, ").collect(Collectors.joining())
                + "_unparsed = NULL, _version_at = greatest(coalesce(t._version_at, " + goneAt + "), " + goneAt
                + "), _content_hash = CASE WHEN " + Departures.MARKED
                + " THEN t._content_hash ELSE 0 END WHERE t._id IN "
                + ids);
    }

    /** Versions that were read earlier and are still on their way do not come back either. */
    private void eraseVersions(FactTable history, List<Long> ids, long goneAtMillis) throws SQLException {
        var name = Sql.text(history.name());
        var list = list(ids);
        new FactState(connection, history.name()).createIfAbsent();
        execute("DELETE FROM " + Sql.name(history.name()) + " WHERE _id IN " + list);
        execute("DELETE FROM " + FactState.SETS + " WHERE table_name = " + name + " AND owner_id IN " + list);
        execute("DELETE FROM " + FactState.DEPARTURES + " WHERE table_name = " + name
                + " AND column_name = '_id' AND id IN " + list);
        execute("INSERT INTO " + FactState.DEPARTURES + " (table_name, column_name, id, read_at) SELECT " + name
                + ", '_id', unnest(" + ids + "::BIGINT[]), make_timestamptz(" + RowWriter.micros(goneAtMillis) + ")");
    }

    private List<Long> ids(String sql) throws SQLException {
        var ids = new ArrayList<Long>();
        try (var select = connection.createStatement();
                var rows = select.executeQuery(sql)) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        return ids;
    }

    private static String list(Collection<Long> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String removed(String column) {
        return '"' + column.replace("\\", "\\\\").replace("\"", "\\\"") + "\":null";
    }

    private void eraseVersions(FactTable history, List<String> properties) throws SQLException {
        execute("DELETE FROM " + Sql.name(history.name()) + " WHERE property IN "
                + properties.stream().map(Sql::text).collect(Collectors.joining(", ", "(", ")")));
        new FactState(connection, history.name()).createIfAbsent();
        execute("UPDATE " + FactState.SETS + " SET " + SetHash.COLUMN + " = NULL WHERE table_name = "
                + Sql.text(history.name()));
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
