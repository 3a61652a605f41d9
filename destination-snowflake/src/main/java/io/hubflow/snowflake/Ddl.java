package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.literal;
import static io.hubflow.snowflake.Identifiers.quote;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.FactTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The statements that make and change tables. Each may be run again after a crash. They run before the transaction, because
 * DDL commits an open one (docs.snowflake.com sql-reference/transactions).
 */
final class Ddl {
    /** Begins the comment of everything that hubflow makes; a table without it is somebody else's. */
    static final String COMMENT = "hubflow: ";

    /** What the comment of a table of facts says after the mark. */
    static final String FACTS = "facts about records";

    /** The one column of {@link Layout#RAW}. */
    static final String RECORD = "RECORD";

    private final Place place;

    Ddl(Place place) {
        this.place = place;
    }

    String createStage() {
        return "CREATE STAGE IF NOT EXISTS " + place.object(Place.STAGE)
                + " FILE_FORMAT = (TYPE = JSON COMPRESSION = GZIP) COMMENT = "
                + literal(COMMENT + "files on their way");
    }

    /** Keys are declared for people and tools; Snowflake does not enforce them (sql-reference/constraints-overview). */
    String createTable(WarehouseTable table) {
        var columns = new ArrayList<String>();
        for (var system : SystemColumn.values()) {
            columns.add(quote(system.column)
                    + ' '
                    + SqlType.ddl(system.type)
                    + (system == SystemColumn.ID ? " NOT NULL PRIMARY KEY" : ""));
        }
        if (table.layout() == Layout.RAW) {
            columns.add(quote(RECORD) + " VARIANT");
        } else {
            table.columns().forEach(c -> columns.add(definition(c)));
        }
        return create(table.table(), columns, "HubSpot " + table.objectType());
    }

    String createTable(String table, List<Column> columns) {
        return create(
                table,
                columns.stream()
                        .map(c -> quote(Identifiers.upper(c.name())) + ' ' + SqlType.ddl(c.type()))
                        .toList(),
                "kept by hubflow");
    }

    /** As for records, the key is declared and not enforced. */
    String createTable(FactTable table) {
        var columns = new ArrayList<String>();
        for (var column : FactSql.allColumns(table)) {
            columns.add(quote(Identifiers.upper(column.name())) + ' ' + SqlType.ddl(column.type()));
        }
        columns.add(table.key().stream()
                .map(name -> quote(Identifiers.upper(name)))
                .collect(Collectors.joining(", ", "PRIMARY KEY (", ")")));
        return create(Identifiers.upper(table.name()), columns, FACTS);
    }

    /** A view as every other table has one in the layout raw: of the same columns, since facts are narrow. */
    String createView(String table, String view, List<Column> columns) {
        var names =
                columns.stream().map(c -> quote(Identifiers.upper(c.name()))).collect(Collectors.joining(", "));
        return "CREATE OR REPLACE VIEW " + place.object(view) + " (" + names + ") COPY GRANTS COMMENT = "
                + literal(COMMENT + "view of " + table) + " AS SELECT " + names + " FROM " + place.object(table);
    }

    private String create(String table, List<String> columns, String what) {
        return "CREATE TABLE IF NOT EXISTS " + place.object(table) + " (" + String.join(", ", columns) + ") COMMENT = "
                + literal(COMMENT + what);
    }

    private static String definition(PropertyColumn column) {
        return quote(column.column()) + ' ' + SqlType.ddl(column.type());
    }

    String addColumns(String table, List<PropertyColumn> columns) {
        return alter(table) + " ADD COLUMN "
                + columns.stream().map(c -> "IF NOT EXISTS " + definition(c)).collect(Collectors.joining(", "));
    }

    /** A column that takes another one's place, with all that is attached to that. */
    String addColumn(String table, PropertyColumn column, ColumnAttributes attributes) {
        return alter(table) + " ADD COLUMN IF NOT EXISTS " + definition(column) + attributes.ddl();
    }

    String renameColumn(String table, String from, String to) {
        return alter(table) + " RENAME COLUMN " + quote(from) + " TO " + quote(to);
    }

    String dropColumn(String table, String column) {
        return alter(table) + " DROP COLUMN IF EXISTS " + quote(column);
    }

    /** Fills {@code to} with the wider form of {@code from}, where it does not hold it yet. */
    String copyWidened(String table, String from, ColumnType narrow, String to, ColumnType wide) {
        var value = wide == ColumnType.VARCHAR
                ? SqlType.wireForm(quote(from), narrow)
                : quote(from) + "::" + SqlType.ddl(wide);
        return "UPDATE " + place.object(table) + " SET " + quote(to) + " = " + value + " WHERE " + quote(to)
                + " IS DISTINCT FROM " + value;
    }

    /**
     * The view over a raw table, with the columns that {@link Layout#COLUMNS} would have. Replacing a view takes away its
     * grants and what is attached to its columns, unless the statement repeats them (docs.snowflake.com
     * sql-reference/sql/create-view, read 2026-11-28).
     */
    String createView(WarehouseTable table, Map<String, ColumnAttributes> attributes) {
        var names = new ArrayList<String>();
        var items = new ArrayList<String>();
        for (var system : SystemColumn.values()) {
            names.add(system.column);
            items.add(quote(system.column));
        }
        for (var column : table.columns()) {
            names.add(column.column());
            items.add(SqlType.extract(quote(RECORD), WarehouseTable.key(column.name()), column.type()) + " AS "
                    + quote(column.column()));
        }
        var list = names.stream()
                .map(n -> quote(n)
                        + attributes.getOrDefault(n, ColumnAttributes.NONE).ddl())
                .collect(Collectors.joining(", "));
        return "CREATE OR REPLACE VIEW " + place.object(table.viewName()) + " (" + list + ") COPY GRANTS COMMENT = "
                + literal(COMMENT + "typed view of " + table.table()) + " AS SELECT " + String.join(", ", items)
                + " FROM " + place.object(table.table());
    }

    private String alter(String table) {
        return "ALTER TABLE " + place.object(table);
    }
}
