package io.hubflow.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.app.report.Json;
import io.hubflow.duckdb.DuckDbQuery;
import io.hubflow.engine.destination.QueryRows;
import io.hubflow.simulator.admin.Truth;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares a table with the truth, row by row and value by value. It reads HubSpot's texts by itself and not with the
 * engine's code, which would share the engine's mistakes. A value is right when the column holds it, or when the column
 * cannot hold it and {@code _unparsed} has its exact text.
 */
final class TableCheck implements QueryRows {
    private final String objectType;
    private final Map<Long, Truth.Row> missing = new HashMap<>();
    private final List<String> differences = new ArrayList<>();
    private List<String> names = List.of();
    private long rows;
    private long values;

    private TableCheck(String objectType, List<Truth.Row> truth) {
        this.objectType = objectType;
        truth.stream().filter(row -> !row.archived()).forEach(row -> missing.put(row.id(), row));
    }

    /** @param truth the records of the type; archived ones are not looked for */
    static Comparison compare(DuckDbQuery query, String objectType, List<Truth.Row> truth) {
        return compare(rows -> query.run("SELECT * FROM \"" + objectType + "\"", rows), objectType, truth);
    }

    /** @param read gives the table's rows */
    static Comparison compare(Consumer<QueryRows> read, String objectType, List<Truth.Row> truth) {
        var check = new TableCheck(objectType, truth);
        read.accept(check);
        check.missing.keySet().stream()
                .sorted()
                .limit(Comparison.MAX_DIFFERENCES)
                .forEach(id -> check.differ(id + " is not in the table"));
        return new Comparison(objectType, check.rows, check.values, check.differences);
    }

    @Override
    public void columns(List<String> columnNames, List<String> types) {
        names = List.copyOf(columnNames);
    }

    @Override
    public void row(List<@Nullable Object> row) {
        var cells = new HashMap<String, @Nullable Object>();
        for (var i = 0; i < names.size(); i++) {
            cells.put(names.get(i).toLowerCase(Locale.ROOT), row.get(i));
        }
        if (!(cells.get("_id") instanceof Long id)) {
            differ("a row has no id");
            return;
        }
        rows++;
        var truth = missing.remove(id);
        if (truth == null) {
            differ(id + " is in the table, and not or twice in HubSpot");
            return;
        }
        expect(id, "_created_at", truth.createdAt(), cells.get("_created_at"));
        expect(id, "_updated_at", truth.updatedAt(), cells.get("_updated_at"));
        var unparsed = cells.get("_unparsed") instanceof String json ? Json.read(json) : Json.object();
        var expected = new HashMap<String, String>();
        truth.properties().forEach((name, text) -> expected.put(name.toLowerCase(Locale.ROOT), text));
        for (var name : names) {
            var column = name.toLowerCase(Locale.ROOT);
            if (!column.startsWith("_")) {
                compare(id, column, expected.remove(column), cells.get(column), unparsed);
            }
        }
        expected.values().removeIf(String::isEmpty);
        expected.keySet().forEach(name -> differ(id + " has " + name + " in HubSpot, which is no column"));
    }

    private void compare(long id, String column, @Nullable String text, @Nullable Object cell, JsonNode unparsed) {
        if (text == null || text.isEmpty()) {
            expect(id, column, null, cell);
            return;
        }
        values++;
        var kept = unparsed.get(column);
        if (kept != null && kept.asText().equals(text)) {
            return;
        }
        if (!holds(text, cell)) {
            differ(id + " has " + column + " = " + shorten(text) + " in HubSpot and " + shorten(String.valueOf(cell))
                    + " in the table");
        }
    }

    private void expect(long id, String column, @Nullable Object wanted, @Nullable Object cell) {
        if (!Objects.equals(wanted, cell)) {
            differ(id + " has " + column + " = " + wanted + " in HubSpot and " + cell + " in the table");
        }
    }

    /** Whether the cell says the same as HubSpot's text. */
    private static boolean holds(String text, @Nullable Object cell) {
        return switch (cell) {
            case null -> false;
            case Boolean bool -> text.equalsIgnoreCase(bool.toString());
            case BigDecimal number -> number.compareTo(new BigDecimal(text)) == 0;
            case Number number -> new BigDecimal(number.toString()).compareTo(new BigDecimal(text)) == 0;
            case LocalDate date ->
                date.equals(instant(text).atZone(ZoneOffset.UTC).toLocalDate());
            case Instant moment -> moment.equals(instant(text));
            default -> text.equals(cell.toString());
        };
    }

    /** HubSpot writes dates, instants with and without a fraction, and milliseconds since the epoch. */
    private static Instant instant(String text) {
        if (text.matches("-?\\d+")) {
            return Instant.ofEpochMilli(Long.parseLong(text));
        }
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return Instant.MIN;
        }
    }

    private void differ(String sentence) {
        if (differences.size() < Comparison.MAX_DIFFERENCES) {
            differences.add(objectType + " " + sentence);
        }
    }

    private static String shorten(String text) {
        return text.length() <= 60
                ? '"' + text + '"'
                : '"' + text.substring(0, 57) + "...\" (" + text.length() + " characters)";
    }
}
