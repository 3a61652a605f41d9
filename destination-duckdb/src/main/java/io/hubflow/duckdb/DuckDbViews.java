package io.hubflow.duckdb;

import io.hubflow.engine.view.SqlDialect;
import io.hubflow.engine.view.StoredRelation;
import io.hubflow.engine.view.View;
import io.hubflow.engine.view.ViewKind;
import io.hubflow.engine.view.ViewStore;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Views in the file that hubflow loads. They name tables without the catalog, so that they work under whatever name the file
 * is attached. Holds the file's lock until it is closed.
 */
public final class DuckDbViews implements ViewStore {
    /** Begins the comment of every view that hubflow made. */
    private static final String COMMENT = "hubflow: ";

    private final OpenDatabase database;
    private final TableCatalog tables;

    private DuckDbViews(OpenDatabase database) {
        this.database = database;
        this.tables = new TableCatalog(database.location(), database.connection(), database.presentTables());
    }

    /** @throws ConnectorException {@code DESTINATION_LOCKED} while a sync writes the file */
    public static DuckDbViews open(DuckDbSettings settings) {
        return new DuckDbViews(DuckDbFile.open(settings));
    }

    /** In a MotherDuck database, which knows no lock. Untested. */
    public static DuckDbViews open(MotherDuckSettings settings) {
        return new DuckDbViews(MotherDuckDatabase.open(settings, MotherDuckDatabase.driverOptions(settings)));
    }

    @Override
    public SqlDialect dialect() {
        return new DuckDbDialect();
    }

    @Override
    public Optional<StoredRelation> find(String table) {
        try {
            if (!tables.has(table) && !isReference(table)) {
                return Optional.empty();
            }
            var columns = new LinkedHashMap<String, String>();
            tables.physicalColumns(table).forEach(column -> columns.put(column, Sql.name(column)));
            return columns.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new StoredRelation("main." + Sql.name(table), columns));
        } catch (SQLException failure) {
            throw database.location().failure(failure);
        }
    }

    /** Reference tables are not in the catalog of older files. */
    private boolean isReference(String table) {
        return table.startsWith("hubspot_");
    }

    @Override
    public void replace(String schema, ViewKind kind, List<View> views) {
        var connection = database.connection();
        try {
            connection.setAutoCommit(false);
            replace(connection, schema.toLowerCase(Locale.ROOT), kind, views);
            connection.commit();
            database.presentTables().forget();
            database.markWritten();
        } catch (SQLException failure) {
            throw database.location().failure(failure);
        } finally {
            endTransaction(connection);
        }
    }

    /** After a commit there is nothing to roll back. */
    private void endTransaction(Connection connection) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException failure) {
            database.discardConnection();
        }
    }

    private void replace(Connection connection, String schema, ViewKind kind, List<View> views) throws SQLException {
        var there = relations(connection, schema);
        for (var view : views) {
            if (!there.getOrDefault(view.name(), COMMENT).startsWith(COMMENT)) {
                throw new ConnectorException(
                        ErrorCode.DESTINATION_FOREIGN_TABLE,
                        database.location().description() + " already has a table or view " + schema + "." + view.name()
                                + " that hubflow did not make.",
                        "It was left unchanged, and no view was created.",
                        "Rename it, or choose another schema.");
            }
        }
        try (var statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS " + Sql.name(schema));
            for (var view : views) {
                var name = Sql.name(schema) + "." + Sql.name(view.name());
                statement.execute("CREATE OR REPLACE VIEW " + name + " (" + String.join(", ", view.columns()) + ") AS "
                        + view.query());
                statement.execute("COMMENT ON VIEW " + name + " IS " + Sql.text(kind.comment()));
                there.remove(view.name());
            }
            for (var old : there.entrySet()) {
                if (old.getValue().startsWith(COMMENT)) {
                    statement.execute("DROP VIEW " + Sql.name(schema) + "." + Sql.name(old.getKey()));
                }
            }
        }
    }

    @Override
    public Map<String, ViewKind> made() {
        var made = new LinkedHashMap<String, ViewKind>();
        try (var select = database.connection()
                .prepareStatement(
                        "SELECT schema_name, view_name, comment FROM duckdb_views() WHERE database_name = current_database()"
                                + " AND starts_with(comment, ?)")) {
            select.setString(1, ViewKind.COMMENT);
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    made.put(rows.getString(1), ViewKind.of(rows.getString(2), rows.getString(3)));
                }
            }
            return made;
        } catch (SQLException failure) {
            throw database.location().failure(failure);
        }
    }

    /** Tables and views of the schema with their comments, which are empty for those that have none. */
    private static Map<String, String> relations(Connection connection, String schema) throws SQLException {
        var relations = new LinkedHashMap<String, String>();
        try (var select = connection.prepareStatement(
                "SELECT lower(view_name), coalesce(comment, '') FROM duckdb_views()"
                        + " WHERE database_name = current_database() AND lower(schema_name) = ? UNION ALL SELECT lower(table_name), ''"
                        + " FROM duckdb_tables() WHERE database_name = current_database() AND lower(schema_name) = ?")) {
            select.setString(1, schema);
            select.setString(2, schema);
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    relations.put(rows.getString(1), rows.getString(2));
                }
            }
        }
        return relations;
    }

    @Override
    public void close() {
        database.close();
    }
}
