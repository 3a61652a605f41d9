package io.hubflow.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares a table in the Snowflake stand-in with every record that the simulator holds, both in the order of their ids, so
 * that neither is kept in memory: all live records are there once with equal values, and no row that HubSpot never had. Only
 * the properties that have a column are compared; rows of archived records may remain.
 */
final class SnowflakeTruth {
    private static final int MOST_DIFFERENCES_SHOWN = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> differences = new ArrayList<>();
    private final String objectType;
    private final Map<String, String> types;
    private long compared;

    private SnowflakeTruth(String objectType, Map<String, String> types) {
        this.objectType = objectType;
        this.types = types;
    }

    /**
     * @param records a line for each of HubSpot's
     * @param rows a line of texts for each of the table's
     * @param types of the columns, in Snowflake's words
     */
    static List<String> differences(String objectType, InputStream records, InputStream rows, Map<String, String> types)
            throws IOException {
        var truth = new SnowflakeTruth(objectType, types);
        try (var left = JSON.readerFor(JsonNode.class).<JsonNode>readValues(records);
                var right = JSON.readerFor(JsonNode.class).<JsonNode>readValues(rows)) {
            truth.merge(left, right);
        }
        return truth.differences;
    }

    private void merge(MappingIterator<JsonNode> records, MappingIterator<JsonNode> rows) {
        var row = next(rows);
        while (records.hasNext()) {
            var record = records.next();
            var id = record.path("id").asLong();
            for (; row != null && id(row) < id; row = nextAfter(rows, row)) {
                differ(id(row), "in the table, but the simulator does not hold it");
            }
            if (row != null && id(row) == id) {
                if (!record.path("archived").asBoolean()) {
                    compare(id, record, row);
                }
                row = nextAfter(rows, row);
            } else if (!record.path("archived").asBoolean()) {
                differ(id, "missing from the table");
            }
        }
        for (; row != null; row = nextAfter(rows, row)) {
            differ(id(row), "in the table, but the simulator does not hold it");
        }
        if (compared == 0) {
            differences.add(objectType + ": nothing was compared");
        }
    }

    private static @Nullable JsonNode next(MappingIterator<JsonNode> rows) {
        return rows.hasNext() ? rows.next() : null;
    }

    private @Nullable JsonNode nextAfter(MappingIterator<JsonNode> rows, JsonNode row) {
        var next = next(rows);
        while (next != null && id(next) == id(row)) {
            differ(id(row), "there are two rows of this id");
            next = next(rows);
        }
        return next;
    }

    private static long id(JsonNode row) {
        return row.path("_ID").asLong();
    }

    private void compare(long id, JsonNode record, JsonNode row) {
        compared++;
        compareTime(id, row, "_CREATED_AT", record.path("createdAt").asText());
        compareTime(id, row, "_UPDATED_AT", record.path("updatedAt").asText());
        var unparsed =
                row.path("_UNPARSED").isTextual() ? tree(row.path("_UNPARSED").asText()) : JSON.createObjectNode();
        for (var column : types.entrySet()) {
            var name = column.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith("_")) {
                continue;
            }
            var wire = record.path("properties").path(name).asText("");
            var value = row.path(column.getKey());
            var kept = unparsed.path(name).asText("");
            boolean right =
                    wire.isEmpty() ? value.isNull() : kept.equals(wire) || equal(wire, value, column.getValue());
            if (!right) {
                differ(id, name + " " + column.getValue() + " should be \"" + wire + "\", is " + value);
            }
        }
    }

    private static boolean equal(String wire, JsonNode value, String type) {
        if (value.isNull() || value.isMissingNode()) {
            return false;
        }
        var text = value.asText();
        if (type.startsWith("NUMBER(38,0)")) {
            return WireValue.equal(wire, text, "BIGINT");
        }
        if (type.startsWith("NUMBER")) {
            return WireValue.equal(wire, new BigDecimal(text), "DECIMAL");
        }
        if (type.startsWith("TIMESTAMP_TZ")) {
            return WireValue.equal(wire, OffsetDateTime.parse(text), "TIMESTAMP WITH TIME ZONE");
        }
        return switch (type) {
            case "BOOLEAN", "DATE" -> WireValue.equal(wire, text, type);
            case "VARIANT" -> tree(wire).equals(tree(text));
            default -> {
                if (!type.startsWith("VARCHAR")) {
                    throw new AssertionError("no rule for a column of type " + type);
                }
                yield WireValue.equal(wire, text, "VARCHAR");
            }
        };
    }

    private void compareTime(long id, JsonNode row, String column, String wire) {
        var value = row.path(column).asText();
        if (!OffsetDateTime.parse(value).toInstant().equals(Instant.parse(wire))) {
            differ(id, column + " should be " + wire + ", is " + value);
        }
    }

    private void differ(long id, String what) {
        if (differences.size() < MOST_DIFFERENCES_SHOWN) {
            differences.add(objectType + " " + id + ": " + what);
        }
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }
}
