package io.hubflow.duckdb;

import io.hubflow.engine.destination.Erasure;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.TableSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The statements of an {@link Erasure}, inside a transaction. They reach every table; freed blocks of the file keep old bytes until
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
