package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.literal;
import static io.hubflow.snowflake.Identifiers.quote;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Erasure;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.RecordErasure;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.StoredRow;
import io.hubflow.engine.destination.StoredTables;
import io.hubflow.engine.destination.TableSchema;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a Snowflake schema, read back. A pass over a table is one query, which wakes the warehouse; values travel as
 * text in HubSpot's wire form, whatever the layout. JSON comes back in Snowflake's own form, so a row that holds some may not be
 * told from an altered one by its hash; HubSpot decides then.
 */
final class SnowflakeStoredTables implements StoredTables {
    private static final String NEVER = "'1970-01-01T00:00:00Z'::TIMESTAMP_TZ";

    private final SnowflakeDestination destination;
    private final Place place;

    SnowflakeStoredTables(SnowflakeDestination destination, Place place) {
        this.destination = destination;
        this.place = place;
    }

    @Override
    public void rows(TableSchema schema, Consumer<StoredRow> rows) {
        read(schema, "", rows);
    }

    @Override
    public void rows(TableSchema schema, Collection<Long> ids, Consumer<StoredRow> rows) {
        if (!ids.isEmpty()) {
            read(schema, " WHERE \"_ID\" IN " + list(ids), rows);
        }
    }

    private void read(TableSchema schema, String condition, Consumer<StoredRow> rows) {
        var table = destination.requireWarehouseTable(schema.table());
        var columns = schema.columns();
        var sql = "SELECT \"_ID\", " + millis("_CREATED_AT") + ", " + millis("_UPDATED_AT")
                + ", COALESCE(\"_ARCHIVED\", FALSE), " + millis("_ARCHIVED_AT") + ", " + millis("_DELETED_AT")
                + ", " + mergedInto(table) + ", \"_CONTENT_HASH\", TO_JSON(\"_UNPARSED\")"
                + columns.stream().map(column -> ", " + text(table, column)).collect(Collectors.joining())
                + " FROM " + place.object(table.table()) + condition + " ORDER BY \"_ID\"";
        each("read the rows of " + table.table(), sql, row -> {
            rows.accept(storedRow(row, columns));
            return true;
        });
    }

    private String mergedInto(WarehouseTable table) {
        return destination.knowsScope(table)
                ? "CASE WHEN \"_OUT_OF_SCOPE\" THEN " + Row.OUT_OF_SCOPE + " ELSE \"_MERGED_INTO\" END"
                : "\"_MERGED_INTO\"";
    }

    private static String millis(String column) {
        return "DATE_PART(EPOCH_MILLISECOND, " + quote(column) + ")";
    }

    /** A column in the wire form of its value. */
    private static String text(WarehouseTable table, Column column) {
        var key = WarehouseTable.key(column.name());
        var stored = table.columns().stream()
                .filter(one -> WarehouseTable.key(one.name()).equals(key))
                .findFirst()
                .orElseThrow();
        return switch (table.layout()) {
            case COLUMNS -> SqlType.wireForm(quote(stored.column()), stored.type());
            case RAW -> SqlType.wireForm(SqlType.extract(quote(Ddl.RECORD), key, stored.type()), stored.type());
        };
    }

    private static StoredRow storedRow(ResultSet row, List<Column> columns) throws SQLException {
        var values = new @Nullable Object[columns.size()];
        for (var i = 0; i < values.length; i++) {
            values[i] = parse(row.getString(i + 10), columns.get(i).type());
        }
        return new StoredRow(
                row.getLong(1),
                time(row, 2),
                time(row, 3),
                row.getBoolean(4),
                time(row, 5),
                time(row, 6),
                row.getLong(7),
                number(row, 8),
                row.getString(9),
                values);
    }

    private static OptionalLong number(ResultSet row, int column) throws SQLException {
        var number = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
    }

    private static long time(ResultSet row, int column) throws SQLException {
        var millis = row.getLong(column);
        return row.wasNull() ? Row.NO_TIME : millis;
    }

    private static @Nullable Object parse(@Nullable String text, ColumnType type) {
        if (text == null) {
            return null;
        }
        return switch (type) {
            case VARCHAR, JSON -> text;
            case DECIMAL -> new BigDecimal(text);
            case BIGINT -> Long.valueOf(text);
            case BOOLEAN -> Boolean.valueOf(text);
            case DATE -> LocalDate.parse(text);
            case TIMESTAMP -> Instant.parse(text);
        };
    }

    @Override
    public List<Long> outOfScope(String table, long fromId, int most) {
        var found = destination.findWarehouseTable(table);
        if (found.isEmpty() || !destination.knowsScope(found.get())) {
            return List.of();
        }
        var ids = new ArrayList<Long>();
        each(
                "read which records of " + table + " left the filter",
                "SELECT \"_ID\" FROM " + place.object(found.get().table()) + " WHERE \"_OUT_OF_SCOPE\" AND \"_ID\" >= "
                        + fromId + " ORDER BY \"_ID\" LIMIT " + most,
                row -> ids.add(row.getLong(1)));
        return ids;
    }

    @Override
    public Set<Long> quarantined(String objectType) {
        var ids = new HashSet<Long>();
        if (destination.hasTable(Place.QUARANTINE)) {
            each(
                    "read the quarantine",
                    "SELECT \"ID\" FROM " + place.object(Place.QUARANTINE) + " WHERE \"OBJECT_TYPE\" = "
                            + literal(objectType),
                    row -> {
                        var id = row.getString(1);
                        if (id != null && id.matches("\\d{1,18}")) {
                            ids.add(Long.parseLong(id));
                        }
                        return true;
                    });
        }
        return ids;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Where versions of properties are kept for good, the hash says what HubSpot had at the last reading, not what the table
     * has, so there only doubled rows count as altered.
     */
    @Override
    public StoredSets sets(FactTable table) {
        var hashes = new HashMap<Long, OptionalLong>();
        if (destination.hasTable(Place.SETS)) {
            each(
                    "read the sets of " + table.name(),
                    "SELECT \"OWNER_ID\", \"CONTENT_HASH\" FROM " + place.object(Place.SETS)
                            + " WHERE \"TABLE_NAME\" = " + literal(table.name()),
                    row -> {
                        hashes.put(row.getLong(1), number(row, 2));
                        return true;
                    });
        }
        var met = new HashMap<Long, Long>();
        var keys = new HashSet<String>();
        var doubled = new HashSet<Long>();
        var rows = new long[1];
        var lines = new FactLines(table);
        var line = new JsonLine();
        var owner = table.position(table.ownerColumn());
        eachFact(table, "", values -> {
            rows[0]++;
            var id = (Long) Objects.requireNonNull(values[owner]);
            if (!table.endColumn().isEmpty()) {
                values[table.position(table.endColumn())] = null;
            }
            line.clear();
            met.merge(id, lines.row(line, 0, values), Long::sum);
            if (!keys.add(key(table, values))) {
                doubled.add(id);
            }
        });
        var altered = new ArrayList<Long>(doubled);
        var unproven = 0L;
        for (var set : hashes.entrySet()) {
            var known = set.getValue();
            if (known.isEmpty()) {
                unproven++;
            } else if (table.keep() == FactTable.Keep.CURRENT
                    && known.getAsLong() != met.getOrDefault(set.getKey(), 0L)) {
                altered.add(set.getKey());
            }
        }
        met.keySet().stream().filter(id -> !hashes.containsKey(id)).forEach(altered::add);
        return new StoredSets(
                hashes.size(), rows[0], altered.stream().distinct().sorted().toList(), unproven);
    }

    private static String key(FactTable table, @Nullable Object[] values) {
        return table.key().stream()
                .map(column -> String.valueOf(values[table.position(column)]))
                .collect(Collectors.joining("\u001f"));
    }

    @Override
    public List<@Nullable Object[]> factRows(FactTable table, Collection<Long> owners) {
        var rows = new ArrayList<@Nullable Object[]>();
        if (!owners.isEmpty()) {
            eachFact(table, " WHERE " + column(table.ownerColumn()) + " IN " + list(owners), rows::add);
        }
        return rows;
    }

    private void eachFact(FactTable table, String condition, Consumer<@Nullable Object[]> rows) {
        var columns = table.columns();
        var sql = "SELECT "
                + columns.stream()
                        .map(one -> SqlType.wireForm(column(one.name()), one.type()))
                        .collect(Collectors.joining(", "))
                + " FROM " + place.object(Identifiers.upper(table.name())) + condition;
        each("read the rows of " + table.name(), sql, row -> {
            var values = new @Nullable Object[columns.size()];
            for (var i = 0; i < values.length; i++) {
                values[i] = parse(row.getString(i + 1), columns.get(i).type());
            }
            rows.accept(values);
            return true;
        });
    }

    private static String column(String name) {
        return quote(Identifiers.column(name));
    }

    @Override
    public void distrust(String table, Collection<Long> ids) {
        if (ids.isEmpty()) {
            return;
        }
        var warehouseTable = destination.requireWarehouseTable(table);
        var name = place.object(warehouseTable.table());
        var doubled = new ArrayList<Long>();
        each(
                "find doubled rows of " + table,
                "SELECT \"_ID\" FROM " + name + " WHERE \"_ID\" IN " + list(ids)
                        + " GROUP BY \"_ID\" HAVING COUNT(*) > 1",
                row -> doubled.add(row.getLong(1)));
        // Rows have no name of their own by which one of two could be kept.
        remove(table, doubled);
        changeRows(
                warehouseTable,
                "prepare a repair of " + table,
                "UPDATE " + name + " SET \"_CONTENT_HASH\" = 0, \"_VERSION_AT\" = " + NEVER + ", \"_SYNCED_AT\" = "
                        + NEVER + ", \"_DELETED_AT\" = NULL, \"_MERGED_INTO\" = NULL, \"_ARCHIVED\" = FALSE,"
                        + (destination.knowsScope(warehouseTable) ? " \"_OUT_OF_SCOPE\" = NULL," : "")
                        + " \"_ARCHIVED_AT\" = NULL WHERE \"_ID\" IN " + list(ids));
    }

    @Override
    public void remove(String table, Collection<Long> ids) {
        if (!ids.isEmpty()) {
            var rows = destination.requireWarehouseTable(table);
            changeRows(
                    rows,
                    "remove rows of " + table,
                    "DELETE FROM " + place.object(rows.table()) + " WHERE \"_ID\" IN " + list(ids));
        }
    }

    /** {@inheritDoc} Rows of a doubled key are all removed: the next reading brings one back. */
    @Override
    public void distrust(FactTable table, Collection<Long> owners) {
        if (owners.isEmpty()) {
            return;
        }
        var met = new HashSet<String>();
        var doubled = factRows(table, owners).stream()
                .filter(row -> !met.add(key(table, row)))
                .toList();
        removeFacts(table, doubled);
        changeSets(
                table,
                "prepare a repair of " + table.name(),
                "DELETE FROM " + place.object(Place.SETS) + " WHERE \"TABLE_NAME\" = " + literal(table.name())
                        + " AND \"OWNER_ID\" IN " + list(owners));
        changeSets(
                table,
                "prepare a repair of " + table.name(),
                "UPDATE " + place.object(Identifiers.upper(table.name())) + " SET \"_SYNCED_AT\" = " + NEVER + " WHERE "
                        + column(table.ownerColumn()) + " IN " + list(owners));
    }

    @Override
    public void removeFacts(FactTable table, List<@Nullable Object[]> rows) {
        if (rows.isEmpty()) {
            return;
        }
        var conditions = rows.stream()
                .map(row -> IntStream.range(0, table.key().size())
                        .mapToObj(i -> equal(table, table.key().get(i), row))
                        .collect(Collectors.joining(" AND ", "(", ")")))
                .collect(Collectors.joining(" OR "));
        changeSets(
                table,
                "remove rows of " + table.name(),
                "DELETE FROM " + place.object(Identifiers.upper(table.name())) + " WHERE " + conditions);
    }

    @Override
    public void erase(Erasure erasure) {
        erasure.schema().ifPresent(schema -> {
            var table = destination.requireWarehouseTable(schema.table());
            changeRows(
                    table,
                    "erase values of " + table.table(),
                    new ErasureSql(place, table, destination.knowsScope(table)).columns(erasure.columns()));
        });
        erasure.history().ifPresent(history -> {
            changeSets(
                    history,
                    "erase versions of " + history.name(),
                    "DELETE FROM " + place.object(Identifiers.upper(history.name())) + " WHERE "
                            + column("property") + " IN "
                            + erasure.properties().stream()
                                    .map(Identifiers::literal)
                                    .collect(Collectors.joining(", ", "(", ")")));
            if (destination.hasTable(Place.SETS)) {
                changeSets(
                        history,
                        "forget the hashes of " + history.name(),
                        "UPDATE " + place.object(Place.SETS) + " SET \"CONTENT_HASH\" = NULL WHERE \"TABLE_NAME\" = "
                                + literal(history.name()));
            }
        });
        if (destination.hasTable(Place.QUARANTINE)) {
            change(
                    "erase quarantined records",
                    "UPDATE " + place.object(Place.QUARANTINE) + " SET \"RECORD\" = NULL WHERE \"OBJECT_TYPE\" = "
                            + literal(erasure.objectType()));
        }
    }

    @Override
    public void erase(RecordErasure erasure) {
        var table = erasure.schema().map(schema -> destination.requireWarehouseTable(schema.table()));
        var ids = erased(erasure, table);
        if (ids.isEmpty()) {
            return;
        }
        erasure.history().ifPresent(history -> eraseVersions(history, ids, erasure.goneAtMillis()));
        table.ifPresent(rows -> changeRows(
                rows,
                "erase values of " + rows.table(),
                new ErasureSql(place, rows, destination.knowsScope(rows)).rows(list(ids), erasure.goneAtMillis())));
        if (destination.hasTable(Place.QUARANTINE)) {
            change(
                    "erase quarantined records",
                    "UPDATE " + place.object(Place.QUARANTINE) + " SET \"RECORD\" = NULL WHERE \"OBJECT_TYPE\" = "
                            + literal(erasure.objectType()) + " AND \"ID\" IN "
                            + ids.stream()
                                    .map(id -> literal(String.valueOf(id)))
                                    .collect(Collectors.joining(", ", "(", ")")));
        }
    }

    /** Without those that were purged, and with those that were merged into one of the others. */
    private Collection<Long> erased(RecordErasure erasure, Optional<WarehouseTable> table) {
        var ids = new TreeSet<>(erasure.ids());
        table.ifPresent(rows -> {
            var find = "SELECT \"_ID\" FROM " + place.object(rows.table()) + " WHERE ";
            each(
                    "find purged rows of " + rows.table(),
                    find + "\"_ID\" IN " + list(ids)
                            + " AND COALESCE(\"_ARCHIVED\", FALSE) AND \"_MERGED_INTO\" IS NULL"
                            + " AND DATE_PART(EPOCH_MILLISECOND, \"_ARCHIVED_AT\") <= " + erasure.purgedBeforeMillis(),
                    row -> ids.remove(row.getLong(1)));
            if (!ids.isEmpty()) {
                var merged = new ArrayList<Long>();
                each(
                        "find merged rows of " + rows.table(),
                        find + "\"_MERGED_INTO\" IN " + list(ids),
                        row -> merged.add(row.getLong(1)));
                ids.addAll(merged);
            }
        });
        return ids;
    }

    /** Versions that were read earlier and are still on their way do not come back either. */
    private void eraseVersions(FactTable history, Collection<Long> ids, long goneAtMillis) {
        changeSets(
                history,
                "erase versions of " + history.name(),
                "DELETE FROM " + place.object(Identifiers.upper(history.name())) + " WHERE \"_ID\" IN " + list(ids));
        if (destination.hasTable(Place.SETS)) {
            changeSets(
                    history,
                    "forget the sets of " + history.name(),
                    "DELETE FROM " + place.object(Place.SETS) + " WHERE \"TABLE_NAME\" = " + literal(history.name())
                            + " AND \"OWNER_ID\" IN " + list(ids));
        }
        if (destination.hasTable(Place.DEPARTURES)) {
            changeSets(
                    history,
                    "keep versions of " + history.name() + " away",
                    "MERGE INTO " + place.object(Place.DEPARTURES) + " t USING (SELECT $1 AS C_ID FROM VALUES "
                            + ids.stream().map(id -> "(" + id + ")").collect(Collectors.joining(", "))
                            + ") s ON t.\"TABLE_NAME\" = " + literal(history.name())
                            + " AND t.\"COLUMN_NAME\" = '_id' AND t.\"ID\" = s.C_ID"
                            + " WHEN MATCHED THEN UPDATE SET \"READ_AT\" = " + time(goneAtMillis)
                            + " WHEN NOT MATCHED THEN INSERT (\"TABLE_NAME\", \"COLUMN_NAME\", \"ID\", \"READ_AT\")"
                            + " VALUES (" + literal(history.name()) + ", '_id', s.C_ID, " + time(goneAtMillis) + ")");
        }
    }

    static String time(long millis) {
        return literal(Instant.ofEpochMilli(millis).toString()) + "::TIMESTAMP_TZ";
    }

    private static String equal(FactTable table, String name, @Nullable Object[] row) {
        var value = row[table.position(name)];
        return switch (value) {
            case Long number -> column(name) + " = " + number;
            case Instant instant -> "DATE_PART(EPOCH_MILLISECOND, " + column(name) + ") = " + instant.toEpochMilli();
            case null -> column(name) + " IS NULL";
            default -> column(name) + " = " + literal(value.toString());
        };
    }

    private void each(String doing, String sql, Session.RowReader<Boolean> reader) {
        destination.onSession(session -> {
            session.each(new Purpose(doing, ""), sql, reader);
            return true;
        });
    }

    private void change(String doing, String sql) {
        destination.onSession(session -> session.change(new Purpose(doing, ""), sql));
    }

    private void changeRows(WarehouseTable table, String doing, String sql) {
        destination.changeRows(table, session -> session.change(new Purpose(doing, ""), sql));
    }

    private void changeSets(FactTable table, String doing, String sql) {
        destination.changeSets(table, session -> session.change(new Purpose(doing, ""), sql));
    }

    private static String list(Collection<Long> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
    }
}
