package io.hubflow.nifi.testbed;

import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.admin.Truth;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares tables with what the HubSpot stand-in holds: every live record, every property, a mark on every row whose record is
 * gone, every link, and no row more.
 */
final class TableTruth {
    private static final int ENOUGH = 5;

    private final Warehouse warehouse;
    private final Connection connection;

    TableTruth(Warehouse warehouse, Connection connection) {
        this.warehouse = warehouse;
        this.connection = connection;
    }

    /** The first few differences, in words; empty when the table equals the truth. */
    List<String> differences(Simulator simulator, String objectType) throws SQLException {
        var expected = new HashMap<Long, Truth.Row>();
        simulator.records(objectType).forEach(row -> expected.put(row.id(), row));
        var gone = new HashSet<Long>();
        simulator.tombstones(objectType).forEach(row -> gone.add(row.id()));
        var differences = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(warehouse.everything(connection, objectType))) {
            var columns = columns(rows);
            while (rows.next() && differences.size() < ENOUGH) {
                var id = rows.getLong(Objects.requireNonNull(columns.get("_id")));
                var truth = expected.remove(id);
                if (truth == null && gone.remove(id)) {
                    if (!isMarked(rows, columns)) {
                        differences.add(objectType + " " + id + " is gone and not marked");
                    }
                } else if (truth == null) {
                    differences.add(objectType + " " + id + " is in the table alone, or twice");
                } else if (truth.archived() && !rows.getBoolean(Objects.requireNonNull(columns.get("_archived")))) {
                    differences.add(objectType + " " + id + " is archived and not marked");
                } else {
                    compare(objectType, truth, rows, columns, differences);
                }
            }
        }
        if (differences.size() < ENOUGH) {
            // A record that was archived before it was ever read is in no table.
            expected.values().stream()
                    .filter(row -> !row.archived())
                    .limit(ENOUGH)
                    .forEach(row -> differences.add(objectType + " " + row.id() + " is missing in the table"));
        }
        return differences;
    }

    private static boolean isMarked(ResultSet row, Map<String, Integer> columns) throws SQLException {
        return row.getObject(Objects.requireNonNull(columns.get("_deleted_at"))) != null
                || row.getObject(Objects.requireNonNull(columns.get("_merged_into"))) != null;
    }

    /** The first few differences between the table of a pair and HubSpot's links. */
    List<String> linkDifferences(Simulator simulator, String from, String to) throws SQLException {
        var expected = new HashSet<String>();
        simulator
                .links(from, to)
                .forEach(link -> expected.add(link.fromId() + ">" + link.toId() + " " + link.typeId() + " "
                        + link.category() + " " + link.label().orElse(null)));
        var table = from + "_" + to;
        var differences = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT from_id, to_id, type_id, category, label FROM " + warehouse.named(table))) {
            while (rows.next() && differences.size() < ENOUGH) {
                var link = rows.getLong(1) + ">" + rows.getLong(2) + " " + rows.getLong(3) + " " + rows.getString(4)
                        + " " + rows.getString(5);
                if (!expected.remove(link)) {
                    differences.add(table + " " + link + " is in the table alone, or twice");
                }
            }
        }
        if (differences.size() < ENOUGH) {
            expected.stream().limit(ENOUGH).forEach(link -> differences.add(table + " " + link + " is missing"));
        }
        return differences;
    }

    private static void compare(
            String objectType, Truth.Row truth, ResultSet row, Map<String, Integer> columns, List<String> differences)
            throws SQLException {
        var unparsed = String.valueOf(row.getString(Objects.requireNonNull(columns.get("_unparsed"))));
        for (var property : truth.properties().entrySet()) {
            var column = columns.get(property.getKey());
            var held = column == null ? null : row.getObject(column);
            if (!matches(property.getValue(), held) && !unparsed.contains('"' + property.getKey() + '"')) {
                differences.add(objectType + " " + truth.id() + " " + property.getKey() + " is " + held
                        + ", HubSpot has " + property.getValue());
                return;
            }
        }
        for (var column : columns.entrySet()) {
            if (!column.getKey().startsWith("_")
                    && !truth.properties().containsKey(column.getKey())
                    && row.getObject(column.getValue()) != null) {
                differences.add(objectType + " " + truth.id() + " " + column.getKey() + " is set, HubSpot has none");
                return;
            }
        }
    }

    private static Map<String, Integer> columns(ResultSet row) throws SQLException {
        var columns = new HashMap<String, Integer>();
        for (var i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            columns.put(row.getMetaData().getColumnName(i).toLowerCase(Locale.ROOT), i);
        }
        return columns;
    }

    private static boolean matches(String wire, @Nullable Object held) {
        return switch (held) {
            case null -> wire.isEmpty();
            case Number number -> matchesNumber(wire, new BigDecimal(number.toString()));
            case Boolean flag -> flag.toString().equalsIgnoreCase(wire);
            case LocalDate day -> day.toEpochDay() == millis(wire) / 86_400_000L;
            case OffsetDateTime time -> time.toInstant().toEpochMilli() == millis(wire);
            default -> held.toString().equals(wire) || matchesDay(wire, held.toString());
        };
    }

    /** A time may come as its milliseconds. */
    private static boolean matchesNumber(String wire, BigDecimal held) {
        var expected = wire.endsWith("Z") ? BigDecimal.valueOf(millis(wire)) : new BigDecimal(wire);
        return held.compareTo(expected) == 0;
    }

    /** A day may come as text, while HubSpot gave its midnight in milliseconds. */
    private static boolean matchesDay(String wire, String held) {
        return held.matches("\\d{4}-\\d{2}-\\d{2}")
                && LocalDate.parse(held).toEpochDay() == Math.floorDiv(millis(wire), 86_400_000L);
    }

    private static long millis(String wire) {
        if (wire.chars().allMatch(Character::isDigit)) {
            return Long.parseLong(wire);
        }
        return wire.length() == 10
                ? LocalDate.parse(wire).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli()
                : Instant.parse(wire).toEpochMilli();
    }
}
