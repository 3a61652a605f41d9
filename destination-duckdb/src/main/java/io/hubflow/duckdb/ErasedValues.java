package io.hubflow.duckdb;

import io.hubflow.engine.destination.Erasure;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.RecordErasure;
import io.hubflow.engine.destination.TableSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
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
        // Keys of _unparsed are the columns as the engine writes them.
        var without = "json_merge_patch(t._unparsed, "
                + Sql.text(columns.stream().map(ErasedValues::removed).collect(Collectors.joining(",", "{", "}")))
                + "::JSON)";
        execute("UPDATE %1$s AS t SET %2$s, _unparsed = CASE WHEN CAST(%3$s AS VARCHAR) = '{}' THEN NULL ELSE %3$s END,"
                        .formatted(Sql.name(schema.table()), empty, without)
                + " _content_hash = CASE WHEN " + Departures.MARKED + " THEN t._content_hash ELSE 0 END WHERE " + held
                + " OR CAST(t._unparsed AS VARCHAR) <> CAST(" + without + " AS VARCHAR)");
    }

    void erase(RecordErasure erasure) throws SQLException {
        var ids = erasure.ids().stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
        var purged = "(coalesce(_archived, false) AND _archived_at <= make_timestamptz(%d))"
                .formatted(RowWriter.micros(erasure.purgedBeforeMillis()));
        if (erasure.history().isPresent()) {
            var kept = erasure.schema()
                    .map(schema -> " AND _id NOT IN (SELECT _id FROM " + Sql.name(schema.table()) + " WHERE _id IN "
                            + ids + " AND " + purged + ")")
                    .orElse("");
            var history = erasure.history().get();
            execute("DELETE FROM " + Sql.name(history.name()) + " WHERE _id IN " + ids + kept);
            new FactState(connection, history.name()).createIfAbsent();
            execute("DELETE FROM " + FactState.SETS + " WHERE table_name = " + Sql.text(history.name())
                    + " AND owner_id IN " + ids + " AND owner_id NOT IN (SELECT _id FROM " + Sql.name(history.name())
                    + ")");
        }
        if (erasure.schema().isPresent() && !erasure.schema().get().columns().isEmpty()) {
            var columns = erasure.schema().get().columns().stream()
                    .map(column -> Sql.name(column.name()))
                    .toList();
            execute("UPDATE " + Sql.name(erasure.schema().get().table()) + " SET "
                    + columns.stream().map(name -> name + " = NULL, ").collect(Collectors.joining())
                    + "_unparsed = NULL WHERE _id IN " + ids + " AND NOT " + purged + " AND (_unparsed IS NOT NULL OR "
                    + columns.stream().map(name -> name + " IS NOT NULL").collect(Collectors.joining(" OR ")) + ")");
        }
        if (state.exist()) {
            execute("UPDATE _hubflow_quarantine SET record = NULL WHERE object_type = " + Sql.text(erasure.objectType())
                    + " AND TRY_CAST(id AS BIGINT) IN " + ids);
        }
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
