package io.hubflow.duckdb;

import io.hubflow.engine.destination.TableSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Names of the tables and views of the file. DuckDB takes as long to find one as to list them all, and writes out the definition
 * of each while it does: tens of milliseconds where thirty types have hundreds of columns. So they are listed once. While this
 * process holds the file's lock nobody else makes or removes one, hubflow never removes one, and whatever it makes it
 * {@linkplain #add adds} here; a transaction that is rolled back takes those away that it made. For the same reason the columns of a table of
 * records are read once, until hubflow {@linkplain #changes changes} them. Used by the writer thread alone.
 */
final class PresentTables {
    private final Set<String> names = new HashSet<>();
    private final Set<String> views = new HashSet<>();
    private final Map<String, TableSchema> schemas = new HashMap<>();
    private final Map<String, Set<String>> lost = new HashMap<>();
    private final Set<String> commented = new HashSet<>();
    private boolean listed;
    private boolean commentsKnown;

    /** Whether there is a table or view of this name, whoever made it. */
    boolean isThere(Connection connection, String table) throws SQLException {
        var name = table.toLowerCase(Locale.ROOT);
        if (!listed && !names.contains(name)) {
            list(connection);
        }
        return names.contains(name);
    }

    /** Whether a name that {@link #isThere} is that of a view, which somebody else made. */
    boolean isView(String table) {
        return views.contains(table.toLowerCase(Locale.ROOT));
    }

    private void list(Connection connection) throws SQLException {
        try (var select = connection.prepareStatement(
                "SELECT table_name, FALSE FROM duckdb_tables() WHERE database_name = current_database() AND schema_name"
                        + " = 'main' UNION ALL SELECT view_name, TRUE FROM duckdb_views() WHERE database_name = current_database() AND"
                        + " schema_name = 'main'")) {
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    add(rows.getString(1));
                    if (rows.getBoolean(2)) {
                        views.add(rows.getString(1).toLowerCase(Locale.ROOT));
                    }
                }
            }
        }
        listed = true;
    }

    /** A table that was made. */
    void add(String table) {
        names.add(table.toLowerCase(Locale.ROOT));
    }

    /** The table of records, as it was read since its columns were changed last. */
    Optional<TableSchema> schema(String table) {
        return Optional.ofNullable(schemas.get(table.toLowerCase(Locale.ROOT)));
    }

    /** Of a table whose {@link #schema} is known, the recorded columns that are not there. */
    Set<String> lostColumns(String table) {
        return lost.getOrDefault(table.toLowerCase(Locale.ROOT), Set.of());
    }

    /**
     * @param read what the file says now
     * @param lostColumns recorded columns that are not there, in lower case
     */
    void keep(TableSchema read, Set<String> lostColumns) {
        var key = read.table().toLowerCase(Locale.ROOT);
        schemas.put(key, read);
        lost.put(key, Set.copyOf(lostColumns));
    }

    /** Columns of a table come, go, or get another type. */
    void changes(String table) {
        schemas.remove(table.toLowerCase(Locale.ROOT));
    }

    /** Whether a table has a comment by now. DuckDB is asked once, for all tables. */
    boolean isCommented(String table, Lister commentedTables) throws SQLException {
        if (!commentsKnown) {
            commented.addAll(commentedTables.list());
            commentsKnown = true;
        }
        return commented.contains(table.toLowerCase(Locale.ROOT));
    }

    void commented(String table) {
        commented.add(table.toLowerCase(Locale.ROOT));
    }

    /** Asks DuckDB for names of tables, lower-cased. */
    @FunctionalInterface
    interface Lister {
        Set<String> list() throws SQLException;
    }

    /** After a transaction that was rolled back, or when the file was opened anew. */
    void forget() {
        names.clear();
        views.clear();
        schemas.clear();
        lost.clear();
        listed = false;
        commented.clear();
        commentsKnown = false;
    }
}
