package io.hubflow.duckdb;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes tables and lets them grow: new columns, wider types, never less. Runs inside the commit's transaction. */
final class TableEvolution {
    /** In the order of the table; {@link RowWriter} writes them in this order. */
    static final List<String> SYSTEM_COLUMNS = List.of(
            "_id BIGINT NOT NULL",
            "_created_at TIMESTAMP WITH TIME ZONE",
            "_updated_at TIMESTAMP WITH TIME ZONE",
            "_archived BOOLEAN",
            "_archived_at TIMESTAMP WITH TIME ZONE",
            "_deleted_at TIMESTAMP WITH TIME ZONE",
            "_merged_into BIGINT",
            "_out_of_scope BOOLEAN",
            "_synced_at TIMESTAMP WITH TIME ZONE",
            "_version_at TIMESTAMP WITH TIME ZONE",
            "_unparsed JSON",
            "_content_hash BIGINT");

    private static final Pattern NOT_NULL = Pattern.compile(" NOT NULL$");

    private static final Logger LOG = LoggerFactory.getLogger(TableEvolution.class);

    private final Connection connection;
    private final TableCatalog catalog;
    private final Set<String> changed = new HashSet<>();

    TableEvolution(Connection connection, TableCatalog catalog) {
        this.connection = connection;
        this.catalog = catalog;
    }

    /** Tables of records that were made or got columns. */
    Set<String> changed() {
        return changed;
    }

    /** DuckDB's name of each system column's type, by column. */
    static Map<String, String> systemTypes() {
        var types = new LinkedHashMap<String, String>();
        for (var column : SYSTEM_COLUMNS) {
            var space = column.indexOf(' ');
            types.put(
                    column.substring(0, space),
                    NOT_NULL.matcher(column.substring(space + 1)).replaceFirst(""));
        }
        return types;
    }

    /** Whether the table existed before. */
    boolean recordTable(TableSchema wanted) throws SQLException {
        return evolve(wanted, SYSTEM_COLUMNS);
    }

    void referenceTable(String name, List<Column> columns) throws SQLException {
        evolve(new TableSchema(name, "", columns), List.of());
    }

    boolean hasFacts(FactTable wanted) throws SQLException {
        return catalog.findFacts(wanted).isPresent();
    }

    /**
     * @return whether the table existed before
     * @throws ConnectorException {@code DESTINATION_TABLE_REFUSED} when the table has lost a column without which no row of it can
     *     be told from another
     */
    boolean factTable(FactTable wanted) throws SQLException {
        var columns = new ArrayList<>(wanted.columns());
        columns.add(new Column(FactTable.SYNCED_AT, ColumnType.TIMESTAMP));
        var existing = catalog.findFacts(wanted);
        if (existing.isEmpty()) {
            create(wanted.name(), columns.stream().map(TableEvolution::definition));
            catalog.registerFacts(wanted.name(), columns);
            return false;
        }
        var present = TableCatalog.byKey(existing.get());
        var types = catalog.physicalTypes(wanted.name());
        for (var column : existing.get()) {
            TableCatalog.requireType(
                    wanted.name(),
                    column.name(),
                    types,
                    Sql.type(column.type()),
                    "Give the column its type back, or drop the table: the next run loads it again.");
        }
        alter(wanted.name(), present, columns);
        catalog.keepRecordOfFacts(wanted.name());
        return true;
    }

    private boolean evolve(TableSchema wanted, List<String> systemColumns) throws SQLException {
        var existing = catalog.find(wanted.table());
        if (existing.isPresent()) {
            var again = alter(wanted.table(), TableCatalog.byKey(existing.get().columns()), wanted.columns());
            addSystemColumns(wanted.table(), systemColumns);
            if (!again.isEmpty() && !systemColumns.isEmpty()) {
                haveRowsWrittenAgain(wanted.table(), again);
            }
            return true;
        }
        create(
                wanted.table(),
                Stream.concat(systemColumns.stream(), wanted.columns().stream().map(TableEvolution::definition)));
        catalog.register(wanted);
        changed.add(wanted.table());
        return false;
    }

    private void create(String table, Stream<String> definitions) throws SQLException {
        execute("CREATE TABLE %s (%s)".formatted(Sql.name(table), definitions.collect(Collectors.joining(", "))));
        catalog.made(table);
    }

    /** Those that an older hubflow did not make. */
    private void addSystemColumns(String table, List<String> systemColumns) throws SQLException {
        var physical = catalog.physicalColumns(table);
        for (var column : systemColumns) {
            if (!physical.contains(column.substring(0, column.indexOf(' ')))) {
                execute("ALTER TABLE %s ADD COLUMN %s".formatted(Sql.name(table), column));
            }
        }
    }

    /**
     * A row of which HubSpot gives the same content as before counts as unchanged; without its hash it is written again as soon
     * as it is read, with the values that were dropped.
     */
    private void haveRowsWrittenAgain(String table, List<String> columns) throws SQLException {
        LOG.warn(
                "Table {} had lost its column {}, which is made again. Rows get its values back as they are read again",
                table,
                String.join(", ", columns));
        execute("UPDATE " + Sql.name(table) + " SET _content_hash = 0 WHERE " + DuckDbLiveIds.alive(true));
    }

    /** @return the columns that were there earlier and are there again */
    private List<String> alter(String table, Map<String, Column> present, List<Column> wanted) throws SQLException {
        var added = new ArrayList<Column>();
        var clauses = new ArrayList<String>();
        for (var column : wanted) {
            var old = present.get(TableCatalog.key(column.name()));
            if (old == null) {
                clauses.add("ADD COLUMN " + definition(column));
                added.add(column);
                changed.add(table);
            } else if (old.type().widensTo(column.type())) {
                requireNoIndex(table, column);
                clauses.add("ALTER COLUMN %s SET DATA TYPE %s USING %s"
                        .formatted(Sql.name(old.name()), Sql.type(column.type()), Sql.widened(old, column.type())));
                catalog.registerType(table, column);
            }
        }
        for (var clause : clauses) {
            execute("ALTER TABLE %s %s".formatted(Sql.name(table), clause));
        }
        var recorded = catalog.registerColumns(table, added);
        return added.stream()
                .map(Column::name)
                .filter(name -> recorded.contains(TableCatalog.key(name)))
                .toList();
    }

    /** DuckDB does not alter columns of a table that has an index, nor makes one again in the transaction that dropped it. */
    private void requireNoIndex(String table, Column widened) throws SQLException {
        var names = new ArrayList<String>();
        try (var select = connection.prepareStatement(
                "SELECT index_name FROM duckdb_indexes() WHERE database_name = current_database() AND"
                        + " schema_name = 'main' AND lower(table_name) = lower(?) ORDER BY index_name")) {
            select.setString(1, table);
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        if (!names.isEmpty()) {
            throw new ConnectorException(
                    ErrorCode.DESTINATION_TABLE_REFUSED,
                    "Column %s of table %s has to become %s, because its property has another type in HubSpot now. DuckDB"
                                    .formatted(widened.name(), table, Sql.type(widened.type()))
                            + " changes no column of a table that has an index, and somebody made "
                            + String.join(", ", names) + ".",
                    "Nothing was written to the table.",
                    "Run: "
                            + names.stream()
                                    .map(name -> "DROP INDEX " + Sql.name(name) + ";")
                                    .collect(Collectors.joining(" "))
                            + " then run hubflow again, and make the index anew if you need it.");
        }
    }

    private static String definition(Column column) {
        return Sql.name(column.name()) + " " + Sql.type(column.type());
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
