package io.hubflow.duckdb;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.destination.WireText;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Writes a reference table's rows within its scope, inside the commit's transaction. */
final class ReferenceRows {
    private static final String KEYS = "temp.main._hubflow_reference_keys";

    private final DuckDBConnection connection;
    private final TableCatalog catalog;
    private final TableEvolution evolution;

    ReferenceRows(DuckDBConnection connection, TableCatalog catalog, TableEvolution evolution) {
        this.connection = connection;
        this.catalog = catalog;
        this.evolution = evolution;
    }

    void replace(ReferenceTable reference) throws SQLException {
        evolution.referenceTable(reference.name(), reference.columns());
        if (reference.keptBy().isEmpty()) {
            delete(reference, "");
        } else if (reference.rows().isEmpty()) {
            if (reference.noneLeft()) {
                markOthers(reference);
            }
            return;
        } else {
            stageKeys(reference);
            delete(reference, " AND %s IN (FROM %s)".formatted(key(reference), KEYS));
            if (!reference.partial()) {
                markOthers(reference);
            }
        }
        var table = catalog.find(reference.name()).orElseThrow();
        var targets = catalog.physicalColumns(reference.name()).stream()
                .map(name -> Target.of(name, table, reference.columns()))
                .toList();
        try (var appender = connection.createAppender(connection.getCatalog(), "main", table.table())) {
            for (var row : reference.rows()) {
                append(appender, targets, row);
            }
        }
    }

    /** The new rows' keys as one text each; the separator is a character that no id of HubSpot's has. */
    private void stageKeys(ReferenceTable reference) throws SQLException {
        try (var create = connection.createStatement()) {
            create.execute("CREATE OR REPLACE TEMP TABLE _hubflow_reference_keys (key VARCHAR)");
        }
        var positions = reference.keptBy().stream()
                .map(name -> IntStream.range(0, reference.columns().size())
                        .filter(i -> reference.columns().get(i).name().equals(name))
                        .findFirst()
                        .orElseThrow())
                .toList();
        try (var appender = connection.createAppender("temp", "main", "_hubflow_reference_keys")) {
            for (var row : reference.rows()) {
                appender.beginRow();
                appender.append(positions.stream()
                        .map(position -> String.valueOf(row.get(position)))
                        .collect(Collectors.joining("\t")));
                appender.endRow();
            }
        }
    }

    private static String key(ReferenceTable reference) {
        return "concat_ws('\t', " + reference.keptBy().stream().map(Sql::name).collect(Collectors.joining(", ")) + ")";
    }

    private void delete(ReferenceTable reference, String condition) throws SQLException {
        run(reference, "DELETE FROM " + Sql.name(reference.name()), condition);
    }

    /** The rows with the new keys are deleted by now: what is left, HubSpot does not give any more. */
    private void markOthers(ReferenceTable reference) throws SQLException {
        var removedAt = Sql.name(ReferenceTable.REMOVED_AT);
        run(
                reference,
                "UPDATE %s SET %s = make_timestamptz(%d)"
                        .formatted(
                                Sql.name(reference.name()),
                                removedAt,
                                RowWriter.micros(reference.writtenAt().toEpochMilli())),
                " AND " + removedAt + " IS NULL");
    }

    private void run(ReferenceTable reference, String statement, String condition) throws SQLException {
        var scoped = !reference.scopeColumn().isEmpty();
        var where = scoped ? " WHERE " + Sql.name(reference.scopeColumn()) + " = ?" : " WHERE true";
        try (var prepared = connection.prepareStatement(statement + where + condition)) {
            if (scoped) {
                prepared.setString(1, reference.scopeValue());
            }
            prepared.executeUpdate();
        }
    }

    private static void append(DuckDBAppender appender, List<Target> targets, List<@Nullable Object> row)
            throws SQLException {
        appender.beginRow();
        for (var target : targets) {
            if (target.position() < 0) {
                appender.appendDefault();
            } else {
                append(appender, target.type(), row.get(target.position()));
            }
        }
        appender.endRow();
    }

    private static void append(DuckDBAppender appender, ColumnType type, @Nullable Object value) throws SQLException {
        if (value == null) {
            appender.appendNull();
            return;
        }
        switch (type) {
            case VARCHAR, JSON -> appender.append(WireText.of(value));
            case DECIMAL -> appender.append(RowCodec.scaled(decimal(value)));
            case BIGINT -> appender.append((long) (Long) value);
            case BOOLEAN -> appender.append((boolean) (Boolean) value);
            case DATE -> appender.appendEpochDays((int) ((LocalDate) value).toEpochDay());
            case TIMESTAMP -> appender.appendEpochMicros(RowWriter.micros(((Instant) value).toEpochMilli()));
        }
    }

    private static BigDecimal decimal(Object value) {
        return value instanceof Long whole ? BigDecimal.valueOf(whole) : (BigDecimal) value;
    }

    /**
     * A column of the table, in the table's order.
     *
     * @param position of its value in the given rows; negative when they have none
     */
    private record Target(int position, ColumnType type) {
        static Target of(String lowerCaseName, TableSchema table, List<Column> given) {
            var column = TableCatalog.byKey(table.columns()).get(lowerCaseName);
            var position = IntStream.range(0, given.size())
                    .filter(i -> TableCatalog.key(given.get(i).name()).equals(lowerCaseName))
                    .findFirst()
                    .orElse(-1);
            return new Target(position, column == null ? ColumnType.VARCHAR : column.type());
        }
    }
}
