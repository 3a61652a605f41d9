package io.hubflow.duckdb;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.KnownRecord;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which tables of the file hubflow made, with which columns: {@code _hubflow_tables} and {@code _hubflow_columns}. Other
 * tables of the file belong to somebody else and are never touched. Runs on the writer thread, inside its transaction.
 */
final class TableCatalog {
    /** Every question about rows asks for these; hubflow has always made them, and cannot fill them by itself. */
    private static final List<String> INDISPENSABLE = List.of("_id", "_archived", "_deleted_at", "_merged_into");

    private static final String READ_IN_PART = "_hubflow_tables_read_in_part";
    /** The tables of facts, by name. */
    static final String FACTS = "_hubflow_fact_tables";

    private final DuckDbLocation location;
    private final Connection connection;
    private final PresentTables present;
    private final HiddenRowIds hiddenRowIds;

    /** @param present what is known of the file's tables already */
    TableCatalog(DuckDbLocation location, Connection connection, PresentTables present) {
        this.location = location;
        this.connection = connection;
        this.present = present;
        this.hiddenRowIds = new HiddenRowIds(connection);
    }

    /**
     * @throws ConnectorException {@code DESTINATION_FOREIGN_TABLE} when the table or view is not hubflow's, or is not what
     *     hubflow made any more
     */
    Optional<TableSchema> find(String table) throws SQLException {
        var known = present.schema(table);
        return known.isPresent() ? known : read(table);
    }

    private Optional<TableSchema> read(String table) throws SQLException {
        var types = isThere(table) ? physicalTypes(table) : Map.<String, String>of();
        var physical = List.copyOf(types.keySet());
        if (physical.isEmpty()) {
            return Optional.empty();
        }
        var objectType = registeredType(table);
        if (objectType.isEmpty()) {
            throw foreign(table);
        }
        if (isOfFacts(table, objectType.get(), physical)) {
            throw foreign(table, "is a table of facts about records, such as links");
        }
        if (!objectType.get().isEmpty()) {
            requireIndispensable(table, physical);
        }
        if (present.isView(table)) {
            throw refused("has a view " + table + " in the place of hubflow's table.");
        }
        if (physical.contains(HiddenRowIds.COLUMN)) {
            hiddenRowIds.reveal(table);
            return read(table);
        }
        var lost = new HashSet<String>();
        var columns = registeredColumns(table);
        columns.removeIf(column -> !physical.contains(key(column.name())) && lost.add(key(column.name())));
        var schema = new TableSchema(table, objectType.get(), columns);
        if (!objectType.get().isEmpty()) {
            requireTypes(schema, types);
        }
        present.keep(schema, lost);
        return Optional.of(schema);
    }

    /** Nothing could be written to a column of another type, after everything was read. */
    private static void requireTypes(TableSchema schema, Map<String, String> types) {
        for (var column : schema.columns()) {
            requireType(
                    schema.table(),
                    column.name(),
                    types,
                    Sql.type(column.type()),
                    "Give the column its type back, or drop the column: the next run makes and fills it again.");
        }
        TableEvolution.systemTypes()
                .forEach((column, type) -> requireType(
                        schema.table(),
                        column,
                        types,
                        type,
                        "Give the column its type back, or drop the table: the next run loads it again."));
    }

    /**
     * @param found DuckDB's names of the types that the columns really have
     * @throws ConnectorException {@code DESTINATION_TABLE_REFUSED} when the column is there with another type
     */
    static void requireType(String table, String column, Map<String, String> found, String wanted, String action) {
        var type = found.get(key(column));
        if (type != null && !type.equalsIgnoreCase(wanted)) {
            throw new ConnectorException(
                    ErrorCode.DESTINATION_TABLE_REFUSED,
                    "Column %s of table %s is %s now; hubflow made it %s.".formatted(column, table, type, wanted),
                    "Nothing was written to it.",
                    action);
        }
    }

    private void requireIndispensable(String table, List<String> physical) {
        var lost = INDISPENSABLE.stream()
                .filter(column -> !physical.contains(column))
                .toList();
        if (!lost.isEmpty()) {
            throw new ConnectorException(
                    ErrorCode.DESTINATION_FOREIGN_TABLE,
                    "The table or view " + table + " of " + location.description() + " lacks " + String.join(", ", lost)
                            + ": it was changed or replaced after hubflow made it.",
                    "It was left as it is.",
                    "Drop or rename it: the next run loads the table again.");
        }
    }

    /**
     * The columns of a table of facts, as {@link #findFacts(String)} has them.
     *
     * @throws ConnectorException {@code DESTINATION_TABLE_REFUSED} when the table has lost a column without which no row of it can
     *     be told from another
     */
    Optional<List<Column>> findFacts(FactTable wanted) throws SQLException {
        var existing = findFacts(wanted.name());
        if (existing.isPresent()) {
            var present = byKey(existing.get());
            for (var column : wanted.key()) {
                if (!present.containsKey(key(column))) {
                    throw new ConnectorException(
                            ErrorCode.DESTINATION_TABLE_REFUSED,
                            "Table " + wanted.name() + " has lost its column " + column + ", which is part of its key.",
                            "Nothing was written to it.",
                            "Drop the table: the next run loads it again.");
                }
            }
        }
        return existing;
    }

    /**
     * The columns of a table of facts that hubflow made and that are still there; absent when there is no such table.
     *
     * @throws ConnectorException {@code DESTINATION_FOREIGN_TABLE} when the table or view is not hubflow's or not of facts
     */
    Optional<List<Column>> findFacts(String table) throws SQLException {
        var physical = physicalColumns(table);
        if (physical.isEmpty()) {
            return Optional.empty();
        }
        var objectType = registeredType(table);
        if (objectType.isEmpty()) {
            throw foreign(table);
        }
        if (!isOfFacts(table, objectType.get(), physical)) {
            throw foreign(
                    table,
                    objectType.get().isEmpty() ? "is a reference table" : "holds records of " + objectType.get());
        }
        if (physical.contains(HiddenRowIds.COLUMN)) {
            hiddenRowIds.reveal(table);
            return findFacts(table);
        }
        return Optional.of(presentColumns(table, physical));
    }

    /** Whether hubflow made a table of this name, of whatever kind, and it is still there. */
    boolean has(String table) throws SQLException {
        return isThere(table) && registeredType(table).isPresent();
    }

    /** All that are recorded, also those that somebody has dropped since. */
    Set<String> recordedTables() throws SQLException {
        return isThere("_hubflow_tables") ? Set.copyOf(strings("SELECT table_name FROM _hubflow_tables")) : Set.of();
    }

    /** The object type of each table of records that is recorded and there. */
    Map<String, String> recordTables() throws SQLException {
        var tables = new LinkedHashMap<String, String>();
        try (var select = connection.createStatement();
                var rows = select.executeQuery(
                        "SELECT table_name, object_type FROM _hubflow_tables WHERE object_type <> ''")) {
            while (rows.next()) {
                tables.put(rows.getString(1), rows.getString(2));
            }
        }
        for (var table : List.copyOf(tables.keySet())) {
            if (!isThere(table)) {
                tables.remove(table);
            }
        }
        return tables;
    }

    private List<Column> presentColumns(String table, List<String> physical) throws SQLException {
        var columns = new ArrayList<>(registeredColumns(table));
        columns.removeIf(column -> !physical.contains(key(column.name())));
        return columns;
    }

    boolean hasFacts() throws SQLException {
        return isThere(FACTS);
    }

    /** Recorded as one, or made like one: a user may have dropped the record. */
    private boolean isOfFacts(String table, String objectType, List<String> physical) throws SQLException {
        return isRecordedAsFacts(table) || (objectType.isEmpty() && physical.contains(FactTable.SYNCED_AT));
    }

    private boolean isRecordedAsFacts(String table) throws SQLException {
        return hasFacts()
                && !strings("SELECT table_name FROM " + FACTS + " WHERE lower(table_name) = lower(?)", table)
                        .isEmpty();
    }

    /** Records a table that is there as one of facts, if it is not. */
    void keepRecordOfFacts(String table) throws SQLException {
        if (!isRecordedAsFacts(table)) {
            insertName(FACTS, table);
        }
    }

    /** The columns that the table really has, in its order, lower-cased; empty when there is no such table or view. */
    List<String> physicalColumns(String table) throws SQLException {
        // duckdb_columns() would list the columns of all tables first: tens of thousands in a portal loaded whole.
        return isThere(table)
                ? strings("SELECT lower(name) FROM pragma_table_info(" + Sql.text(qualified(table)) + ") ORDER BY cid")
                : List.of();
    }

    /** No temporary table is meant. */
    private String qualified(String table) throws SQLException {
        return Sql.name(connection.getCatalog()) + ".main." + Sql.name(table);
    }

    /** DuckDB's names of the types that the table's columns really have, by lower-cased column. */
    Map<String, String> physicalTypes(String table) throws SQLException {
        var types = new LinkedHashMap<String, String>();
        try (var select = connection.createStatement();
                var rows = select.executeQuery("SELECT lower(name), type FROM pragma_table_info("
                        + Sql.text(qualified(table)) + ") ORDER BY cid")) {
            while (rows.next()) {
                types.put(rows.getString(1), rows.getString(2));
            }
        }
        return types;
    }

    /** Recorded columns of a table of records that are not there, in lower case. */
    Set<String> lostColumns(String table) throws SQLException {
        return find(table).isPresent() ? present.lostColumns(table) : Set.of();
    }

    /** Recorded columns that are not there, in lower case, of a table that may have been altered in other ways, too. */
    Set<String> unseenColumns(String table) throws SQLException {
        var physical = physicalColumns(table);
        return registeredColumns(table).stream()
                .map(column -> key(column.name()))
                .filter(column -> !physical.contains(column))
                .collect(Collectors.toUnmodifiableSet());
    }

    private boolean isThere(String table) throws SQLException {
        return present.isThere(connection, table);
    }

    boolean hasRemovedRows() throws SQLException {
        return isThere(RemovedRows.TABLE);
    }

    /** A table that this transaction has made. */
    void made(String table) {
        present.add(table);
    }

    /** By object type, evenly from the whole id range; without tables that are gone or empty. */
    Map<String, List<KnownRecord>> sampleRecords(int perTable) throws SQLException {
        var samples = new LinkedHashMap<String, List<KnownRecord>>();
        if (!isThere("_hubflow_tables")) {
            return samples;
        }
        for (var table : strings("SELECT table_name FROM _hubflow_tables ORDER BY table_name")) {
            if (physicalColumns(table).contains("_created_at")) {
                var sample = sample(table, perTable);
                if (!sample.isEmpty()) {
                    samples.put(registeredType(table).orElseThrow(), sample);
                }
            }
        }
        return samples;
    }

    private List<KnownRecord> sample(String table, int rows) throws SQLException {
        var name = Sql.name(table);
        try (var select = connection.prepareStatement("SELECT min(_id), epoch_ms(arg_min(_created_at, _id)) FROM"
                + " (SELECT _id, _created_at, ntile(?) OVER (ORDER BY _id) AS part FROM " + name
                + " WHERE _created_at IS NOT NULL) GROUP BY part ORDER BY part")) {
            select.setInt(1, rows);
            try (var results = select.executeQuery()) {
                var sample = new ArrayList<KnownRecord>();
                while (results.next()) {
                    sample.add(new KnownRecord(results.getLong(1), results.getLong(2)));
                }
                return sample;
            }
        }
    }

    void register(TableSchema schema) throws SQLException {
        register(schema.table(), schema.objectType(), schema.columns());
    }

    void registerFacts(String table, List<Column> columns) throws SQLException {
        register(table, "", columns);
        insertName(FACTS, table);
    }

    private void register(String table, String objectType, List<Column> columns) throws SQLException {
        unregister(table);
        try (var insert = connection.prepareStatement("INSERT INTO _hubflow_tables VALUES (?, ?)")) {
            insert.setString(1, table);
            insert.setString(2, objectType);
            insert.executeUpdate();
        }
        insertColumns(table, columns);
    }

    /** @return lower-cased names of those that were recorded already: somebody dropped or renamed the column */
    Set<String> registerColumns(String table, List<Column> columns) throws SQLException {
        if (columns.isEmpty()) {
            return Set.of();
        }
        present.changes(table);
        var names = columns.stream().map(column -> Sql.text(key(column.name()))).collect(Collectors.joining(", "));
        var recorded = strings(
                "DELETE FROM _hubflow_columns WHERE table_name = ? AND lower(column_name) IN (" + names
                        + ") RETURNING lower(column_name)",
                table);
        insertColumns(table, columns);
        return Set.copyOf(recorded);
    }

    private void insertColumns(String table, List<Column> columns) throws SQLException {
        if (columns.isEmpty()) {
            return;
        }
        var rows = columns.stream()
                .map(column -> "(%s, %s, %s)"
                        .formatted(
                                Sql.text(table),
                                Sql.text(column.name()),
                                Sql.text(column.type().name())))
                .collect(Collectors.joining(", "));
        try (var insert = connection.createStatement()) {
            insert.executeUpdate("INSERT INTO _hubflow_columns VALUES " + rows);
        }
    }

    void registerType(String table, Column column) throws SQLException {
        present.changes(table);
        try (var update = connection.prepareStatement(
                "UPDATE _hubflow_columns SET type = ? WHERE table_name = ? AND lower(column_name) = lower(?)")) {
            update.setString(1, column.type().name());
            update.setString(2, table);
            update.setString(3, column.name());
            update.executeUpdate();
        }
    }

    /** Whether rows of this table may hold values of several readings: then equal hashes alone say that a row is unchanged. */
    boolean isReadInPart(String table) throws SQLException {
        return isThere(READ_IN_PART)
                && !strings("SELECT table_name FROM " + READ_IN_PART + " WHERE lower(table_name) = lower(?)", table)
                        .isEmpty();
    }

    void markReadInPart(String table) throws SQLException {
        insertName(READ_IN_PART, table);
    }

    private void insertName(String registry, String table) throws SQLException {
        try (var create = connection.createStatement()) {
            create.execute("CREATE TABLE IF NOT EXISTS " + registry + " (table_name VARCHAR NOT NULL)");
        }
        made(registry);
        try (var insert = connection.prepareStatement("INSERT INTO " + registry + " VALUES (?)")) {
            insert.setString(1, table);
            insert.executeUpdate();
        }
    }

    static String key(String columnName) {
        return columnName.toLowerCase(Locale.ROOT);
    }

    static Map<String, Column> byKey(List<Column> columns) {
        var byKey = new LinkedHashMap<String, Column>();
        columns.forEach(column -> byKey.put(key(column.name()), column));
        return byKey;
    }

    private void unregister(String table) throws SQLException {
        present.changes(table);
        var registries = new ArrayList<>(List.of("_hubflow_tables", "_hubflow_columns"));
        for (var registry : List.of(READ_IN_PART, FACTS)) {
            if (isThere(registry)) {
                registries.add(registry);
            }
        }
        for (var registry : registries) {
            try (var delete = connection.prepareStatement("DELETE FROM " + registry + " WHERE table_name = ?")) {
                delete.setString(1, table);
                delete.executeUpdate();
            }
        }
    }

    private Optional<String> registeredType(String table) throws SQLException {
        if (!isThere("_hubflow_tables")) {
            return Optional.empty();
        }
        return strings("SELECT object_type FROM _hubflow_tables WHERE lower(table_name) = lower(?)", table).stream()
                .findFirst();
    }

    private List<Column> registeredColumns(String table) throws SQLException {
        try (var select = connection.prepareStatement(
                "SELECT column_name, type FROM _hubflow_columns WHERE lower(table_name) = lower(?) ORDER BY rowid")) {
            select.setString(1, table);
            try (var rows = select.executeQuery()) {
                var columns = new ArrayList<Column>();
                while (rows.next()) {
                    columns.add(new Column(rows.getString(1), ColumnType.valueOf(rows.getString(2))));
                }
                return columns;
            }
        }
    }

    private List<String> strings(String sql, String... parameters) throws SQLException {
        try (var select = connection.prepareStatement(sql)) {
            for (var i = 0; i < parameters.length; i++) {
                select.setString(i + 1, parameters[i]);
            }
            try (var rows = select.executeQuery()) {
                var strings = new ArrayList<String>();
                while (rows.next()) {
                    strings.add(rows.getString(1));
                }
                return strings;
            }
        }
    }

    private ConnectorException foreign(String table) {
        return refused("already has a table or view " + table + " that hubflow did not make.");
    }

    private ConnectorException foreign(String table, String kind) {
        return refused("already has a table " + table + ", which hubflow created, but it " + kind + ".");
    }

    private ConnectorException refused(String what) {
        return new ConnectorException(
                ErrorCode.DESTINATION_FOREIGN_TABLE,
                location.description() + " " + what,
                "It was left as it is.",
                "Rename it, or load into another file.");
    }
}
