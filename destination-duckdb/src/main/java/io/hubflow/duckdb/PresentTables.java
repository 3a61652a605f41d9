package io.hubflow.duckdb;

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

    boolean contains(String table) {
        return names.contains(table.toLowerCase(Locale.ROOT));
    }

    void add(String table) {
        names.add(table.toLowerCase(Locale.ROOT));
    }

    /** After a transaction that was rolled back, or when the file was opened anew. */
    void forget() {
        names.clear();
    }
}
