package io.hubflow.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * Compares a table with every record that the simulator holds: all live records are there with equal values, and the table
 * has no row that HubSpot never had.
 *
 * <p>Records that were archived, merged away or purged after they were loaded may remain; they are not looked at.
 */
final class TruthComparison {
    private static final int MOST_DIFFERENCES_SHOWN = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> differences = new ArrayList<>();
    private final Map<String, String> typeByColumn = new LinkedHashMap<>();
    private final String objectType;
    private long liveRecords;

    private TruthComparison(String objectType) {
        this.objectType = objectType;
    }

    /** @return the differences in words, at most {@value #MOST_DIFFERENCES_SHOWN}; empty when the table is right */
    static List<String> differences(URI admin, Path database, String objectType) throws IOException, SQLException {
        var comparison = new TruthComparison(objectType);
        comparison.run(admin, database);
        return comparison.differences;
    }

    private void run(URI admin, Path database) throws IOException, SQLException {
        var readOnly = new Properties();
        readOnly.setProperty("duckdb.read_only", "true");
        try (var connection = DriverManager.getConnection("jdbc:duckdb:" + database, readOnly)) {
            var ids = ids(connection);
            readColumns(connection);
            try (var truth = truth(admin)) {
                compare(connection, truth, ids);
            }
        }
    }

    private void compare(Connection connection, InputStream truth, Set<Long> idsInTable)
            throws IOException, SQLException {
        var gone = new HashSet<>(idsInTable);
        var chunk = new HashMap<Long, JsonNode>();
        try (var records = JSON.readerFor(JsonNode.class).<JsonNode>readValues(truth)) {
            while (records.hasNext()) {
                var record = records.next();
                var id = Long.parseLong(record.path("id").asText());
                gone.remove(id);
                if (record.path("archived").asBoolean()) {
                    continue;
                }
                liveRecords++;
                if (!idsInTable.contains(id)) {
                    differ(id, "missing from the table");
                    continue;
                }
                chunk.put(id, record);
                if (chunk.size() == 2_000) {
                    compareChunk(connection, chunk);
                    chunk.clear();
                }
            }
        }
        compareChunk(connection, chunk);
        idsNobodyKnows(gone);
        if (liveRecords == 0) {
            differences.add(objectType + ": the simulator holds no live record, so nothing was compared");
        }
    }

    /** Merged and purged records are gone from the truth, so tests that compare make none. */
    private void idsNobodyKnows(Set<Long> gone) {
        for (var id : gone) {
            differ(id, "in the table, but the simulator does not hold it");
        }
    }

    private void compareChunk(Connection connection, Map<Long, JsonNode> truth) throws SQLException {
        if (truth.isEmpty()) {
            return;
        }
        var ids = truth.keySet().stream()
                .map(String::valueOf)
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();
        var seen = new HashSet<Long>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT * FROM \"" + objectType + "\" WHERE _id IN (" + ids + ")")) {
            while (rows.next()) {
                var id = rows.getLong("_id");
                if (!seen.add(id)) {
                    differ(id, "there are two rows of this id");
                }
                compareRow(rows, id, java.util.Objects.requireNonNull(truth.get(id)));
            }
        }
    }

    private void compareRow(ResultSet row, long id, JsonNode record) throws SQLException {
        compareTime(
                id,
                "_created_at",
                row.getObject("_created_at"),
                record.path("createdAt").asText());
        compareTime(
                id,
                "_updated_at",
                row.getObject("_updated_at"),
                record.path("updatedAt").asText());
        var unparsed = unparsed(row.getString("_unparsed"));
        var properties = record.path("properties");
        for (var column : typeByColumn.entrySet()) {
            var wire = properties.path(column.getKey());
            var value = row.getObject(column.getKey());
            if (wire.isMissingNode() || wire.isNull()) {
                if (value != null) {
                    differ(id, column.getKey() + " should be null, is " + value);
                }
            } else if (unparsed.has(column.getKey())) {
                if (!wire.asText().equals(unparsed.get(column.getKey()).asText())) {
                    differ(id, column.getKey() + " in _unparsed differs from " + wire);
                }
            } else if (!WireValue.equal(wire.asText(), value, column.getValue())) {
                differ(id, column.getKey() + " " + column.getValue() + " should be " + wire + ", is " + value);
            }
        }
        properties.fieldNames().forEachRemaining(name -> {
            if (!typeByColumn.containsKey(name) && !properties.get(name).isNull()) {
                differ(id, "no column for property " + name);
            }
        });
    }

    private void compareTime(long id, String column, Object value, String wire) {
        if (!((OffsetDateTime) value).toInstant().equals(Instant.parse(wire))) {
            differ(id, column + " should be " + wire + ", is " + value);
        }
    }

    private void differ(long id, String what) {
        if (differences.size() < MOST_DIFFERENCES_SHOWN) {
            differences.add(objectType + " " + id + ": " + what);
        }
    }

    private static JsonNode unparsed(@org.jspecify.annotations.Nullable String json) {
        try {
            return json == null ? JSON.createObjectNode() : JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError("_unparsed is not JSON: " + json, e);
        }
    }

    private Set<Long> ids(Connection connection) throws SQLException {
        var ids = new HashSet<Long>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT _id FROM \"" + objectType + "\"")) {
            while (rows.next()) {
                if (!ids.add(rows.getLong(1))) {
                    differ(rows.getLong(1), "there are two rows of this id");
                }
            }
        }
        return ids;
    }

    private void readColumns(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("DESCRIBE \"" + objectType + "\"")) {
            while (rows.next()) {
                if (!rows.getString("column_name").startsWith("_")) {
                    typeByColumn.put(rows.getString("column_name"), rows.getString("column_type"));
                }
            }
        }
    }

    private InputStream truth(URI admin) throws IOException {
        return URI.create(admin + "/records/" + objectType).toURL().openStream();
    }
}
