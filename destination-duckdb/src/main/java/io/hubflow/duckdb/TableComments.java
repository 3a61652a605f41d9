package io.hubflow.duckdb;

import io.hubflow.engine.catalog.ColumnComments;
import io.hubflow.engine.catalog.ReferenceTables;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.ReferenceTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the comments of tables of records and of their columns in step with {@code hubspot_properties}. Runs after the commit, in
 * transactions of its own.
 *
 * <p>DuckDB has one statement a column, and each copies the table's description, which its transaction holds until it ends: 370
 * columns take some 150 ms, and 1,517 columns in one transaction took 700 MB (DuckDB 1.5.6, 2026-11-29). Hence only comments that
 * differ are written, and few of them in one transaction. The table's own comment is the last: a table without it gets its comments
 * with its next rows.
 */
final class TableComments {
    /** Columns that the statements of one transaction copy: about 25 MB. */
    private static final int COPIED_COLUMNS = 65_536;

    private final Connection connection;
    private final TableCatalog catalog;
    private final PresentTables present;

    TableComments(OpenDatabase database, TableCatalog catalog) {
        this.connection = database.connection();
        this.catalog = catalog;
        this.present = database.presentTables();
    }

    /** @param changed tables of records that this commit made or gave columns */
    void renew(Commit commit, Set<String> staged, Set<String> changed) throws SQLException {
        var tables = new HashMap<String, String>();
        for (var table : staged) {
            if (changed.contains(table) || !present.isCommented(table, this::commentedTables)) {
                tables.put(table, catalog.find(table).orElseThrow().objectType());
            }
        }
        var described = commit.references().stream()
                .filter(reference -> reference.name().equals(ReferenceTables.PROPERTIES))
                .map(ReferenceTable::scopeValue)
                .collect(Collectors.toSet());
        if (!described.isEmpty()) {
            catalog.recordTables().forEach((table, type) -> {
                if (described.contains(type)) {
                    tables.put(table, type);
                }
            });
        }
        for (var table : tables.entrySet()) {
            renew(table.getKey(), table.getValue());
            present.commented(table.getKey());
        }
    }

    private void renew(String table, String objectType) throws SQLException {
        var wanted = new LinkedHashMap<>(ColumnComments.ofSystemColumns());
        properties(objectType).forEach((column, comment) -> wanted.put(TableCatalog.key(column), comment));
        var there = comments(table);
        var statements = new ArrayList<String>();
        var columns = catalog.physicalColumns(table);
        for (var column : columns) {
            var comment = wanted.get(column);
            var old = there.get(column);
            if (comment != null && !comment.equals(old) && ColumnComments.isReplaceable(old)) {
                statements.add(
                        "COMMENT ON COLUMN " + Sql.name(table) + "." + Sql.name(column) + " IS " + Sql.text(comment));
            }
        }
        var ofTable = ColumnComments.ofTable(objectType);
        if (!ofTable.equals(there.get("")) && ColumnComments.isReplaceable(there.get(""))) {
            statements.add("COMMENT ON TABLE " + Sql.name(table) + " IS " + Sql.text(ofTable));
        }
        for (var together : transactions(statements, columns.size())) {
            try (var statement = connection.createStatement()) {
                statement.execute("BEGIN TRANSACTION; " + String.join("; ", together) + "; COMMIT");
            }
        }
    }

    /** Statements about a table of so many columns in their order, those of one transaction together. */
    static List<List<String>> transactions(List<String> statements, int columns) {
        var most = Math.max(1, COPIED_COLUMNS / columns);
        var transactions = new ArrayList<List<String>>();
        for (var from = 0; from < statements.size(); from += most) {
            transactions.add(statements.subList(from, Math.min(statements.size(), from + most)));
        }
        return transactions;
    }

    private Map<String, String> properties(String objectType) throws SQLException {
        if (!catalog.has(ReferenceTables.PROPERTIES)) {
            return Map.of();
        }
        var present = new HashSet<>(catalog.physicalColumns(ReferenceTables.PROPERTIES));
        var items = ColumnComments.SOURCE.stream()
                .map(column -> present.contains(column) ? Sql.name(column) : "NULL")
                .collect(Collectors.joining(", "));
        try (var select = connection.prepareStatement("SELECT " + items + " FROM "
                + Sql.name(ReferenceTables.PROPERTIES) + " WHERE object_type = ? AND column_name IS NOT NULL")) {
            select.setString(1, objectType);
            try (var rows = select.executeQuery()) {
                var values = new ArrayList<List<@Nullable Object>>();
                while (rows.next()) {
                    var row = new ArrayList<@Nullable Object>();
                    for (var i = 1; i <= ColumnComments.SOURCE.size(); i++) {
                        row.add(rows.getObject(i));
                    }
                    values.add(row);
                }
                return ColumnComments.of(values);
            }
        }
    }

    /** By lower-cased column; the table's own under an empty name. */
    private Map<String, String> comments(String table) throws SQLException {
        var comments = new HashMap<String, String>();
        try (var select = connection.prepareStatement("SELECT lower(column_name), comment FROM duckdb_columns()"
                + " WHERE database_name = current_database() AND schema_name = 'main' AND lower(table_name) = ? AND comment IS NOT NULL"
                + " UNION ALL SELECT '', comment FROM duckdb_tables() WHERE database_name = current_database()"
                + " AND schema_name = 'main' AND lower(table_name) = ? AND comment IS NOT NULL")) {
            var name = table.toLowerCase(Locale.ROOT);
            select.setString(1, name);
            select.setString(2, name);
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    comments.put(rows.getString(1), rows.getString(2));
                }
            }
        }
        return comments;
    }

    /** Tables that have a comment, whoever wrote it: an older hubflow wrote none. */
    private Set<String> commentedTables() throws SQLException {
        var commented = new HashSet<String>();
        try (var select = connection.prepareStatement("SELECT lower(table_name) FROM duckdb_tables()"
                + " WHERE database_name = current_database() AND schema_name = 'main' AND comment IS NOT NULL")) {
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    commented.add(rows.getString(1));
                }
            }
        }
        return commented;
    }
}
