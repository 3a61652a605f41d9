package io.hubflow.simulation;

import io.hubflow.simulation.Circumstance.AlteredTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What a user does to a table in a DuckDB file between two runs. */
final class UserAlteration {
    /** The end of the name of a column that a user made or renamed: its values are the user's. */
    static final String SUFFIX = "_of_a_user";

    private static final String INDEX = "index_of_a_user";

    /** Those that hubflow makes again without being told. */
    private static final List<String> STATE = List.of(
            "_hubflow_checkpoints", "_hubflow_columns", "_hubflow_runs", "_hubflow_quarantine", "_hubflow_sets");

    private final Connection connection;
    private final AlteredTable altered;
    private final Random random;
    private final String table;

    UserAlteration(Connection connection, AlteredTable altered) {
        this.connection = connection;
        this.altered = altered;
        this.random = new Random(altered.seed());
        this.table = '"' + altered.table() + '"';
    }

    /** @return what was done; empty when there is nothing to do it to */
    Optional<String> make() throws SQLException {
        var columns = columns(altered.table());
        if (columns.isEmpty()) {
            return Optional.empty();
        }
        if (altered.kind() != AlteredTable.Kind.ADD_INDEX) {
            // DuckDB alters no table that has an index.
            removeIndex(connection);
        }
        return switch (altered.kind()) {
            case DROP_COLUMN ->
                some(columns).map(column -> {
                    return done("ALTER TABLE " + table + " DROP COLUMN \"" + column + '"');
                });
            case RENAME_COLUMN ->
                some(columns)
                        .filter(column -> !columns.contains(column + SUFFIX))
                        .map(column -> done("ALTER TABLE " + table + " RENAME COLUMN \"" + column + "\" TO \"" + column
                                + SUFFIX + '"'));
            case ADD_COLUMN ->
                columns.contains("note" + SUFFIX)
                        ? Optional.empty()
                        : Optional.of(done(
                                "ALTER TABLE " + table + " ADD COLUMN note" + SUFFIX + " VARCHAR",
                                "UPDATE " + table + " SET note" + SUFFIX + " = 'note of ' || _id"));
            case ADD_INDEX -> Optional.of(done("CREATE INDEX IF NOT EXISTS " + INDEX + " ON " + table + " (_id)"));
            case DROP_STATE -> Optional.of(done("DROP TABLE IF EXISTS " + STATE.get(random.nextInt(STATE.size()))));
        };
    }

    /** A column of a property. */
    private Optional<String> some(List<String> columns) {
        var ofProperties = ScenarioDraw.properties(altered.table()).stream()
                .filter(columns::contains)
                .toList();
        return ofProperties.isEmpty()
                ? Optional.empty()
                : Optional.of(ofProperties.get(random.nextInt(ofProperties.size())));
    }

    private List<String> columns(String name) throws SQLException {
        var columns = new ArrayList<String>();
        try (var found = connection.getMetaData().getColumns(null, null, name, null)) {
            while (found.next()) {
                columns.add(found.getString("COLUMN_NAME"));
            }
        }
        return columns;
    }

    private String done(String... statements) {
        try (var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return String.join("; ", statements);
    }

    static void removeIndex(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("DROP INDEX IF EXISTS " + INDEX);
        }
    }
}
