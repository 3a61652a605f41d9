package io.hubflow.duckdb;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Names of tables and views that were seen in the file. While this process holds the file's lock nobody else removes one, and
 * hubflow never does; but a transaction that is rolled back takes those away that it made. DuckDB lists all tables to find
 * one, which is slow where a portal's pairs of object types have hundreds. Used by the writer thread alone.
 */
final class PresentTables {
    private final Set<String> names = new HashSet<>();
    private final Set<String> absent = new HashSet<>();
    private final Set<String> commented = new HashSet<>();
    private boolean commentsKnown;

    boolean contains(String table) {
        return names.contains(table.toLowerCase(Locale.ROOT));
    }

    void add(String table) {
        names.add(table.toLowerCase(Locale.ROOT));
        absent.remove(table);
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

    boolean isKnownToBeAbsent(String table) {
        return absent.contains(table);
    }

    /** For a table that is made in one place alone, which {@linkplain #add adds} it. */
    void addAbsent(String table) {
        absent.add(table);
    }

    /** After a transaction that was rolled back, or when the file was opened anew. */
    void forget() {
        names.clear();
        absent.clear();
        commented.clear();
        commentsKnown = false;
    }
}
