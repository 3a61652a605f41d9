package io.hubflow.e2e.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a table held at one moment.
 *
 * @param types DuckDB's types of the property columns, by name
 */
record StoredTable(Map<String, String> types, Map<Long, StoredRow> rows) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param unparsed texts of values that did not fit their columns, by column */
    record StoredRow(Instant createdAt, Instant updatedAt, Map<String, Object> values, Map<String, String> unparsed) {
        /** The value as it was stored, whichever way; null when there is none. */
        @Nullable
        Object value(String column) {
            return unparsed.containsKey(column) ? unparsed.get(column) : values.get(column);
        }
    }

    static StoredTable read(Path database, String objectType) throws SQLException {
        var readOnly = new Properties();
        readOnly.setProperty("duckdb.read_only", "true");
        try (var connection = DriverManager.getConnection("jdbc:duckdb:" + database, readOnly)) {
            return read(connection, objectType);
        }
    }

    /** The texts of one column, for small tables such as owners. */
    static Set<String> texts(Path database, String table, String column) throws SQLException {
        var readOnly = new Properties();
        readOnly.setProperty("duckdb.read_only", "true");
        var texts = new HashSet<String>();
        try (var connection = DriverManager.getConnection("jdbc:duckdb:" + database, readOnly)) {
            if (exists(connection, table)) {
                try (var statement = connection.createStatement();
                        var found = statement.executeQuery("SELECT \"" + column + "\" FROM \"" + table + "\"")) {
                    while (found.next()) {
                        texts.add(found.getString(1));
                    }
                }
            }
        }
        return texts;
    }

    private static StoredTable read(Connection connection, String objectType) throws SQLException {
        var types = new LinkedHashMap<String, String>();
        var rows = new HashMap<Long, StoredRow>();
        if (!exists(connection, objectType)) {
            return new StoredTable(types, rows);
        }
        try (var statement = connection.createStatement();
                var columns = statement.executeQuery("DESCRIBE \"" + objectType + "\"")) {
            while (columns.next()) {
                if (!columns.getString("column_name").startsWith("_")) {
                    types.put(columns.getString("column_name"), columns.getString("column_type"));
                }
            }
        }
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT * FROM \"" + objectType + "\"")) {
            while (found.next()) {
                if (isOnlyMerged(found)) {
                    continue;
                }
                if (rows.put(found.getLong("_id"), row(found, types)) != null) {
                    throw new AssertionError(objectType + " has two rows of id " + found.getLong("_id"));
                }
            }
        }
        return new StoredTable(types, rows);
    }

    /** A record that was merged before a run had read it: its row says where it went, and nothing else is known of it. */
    private static boolean isOnlyMerged(ResultSet found) throws SQLException {
        return found.getObject("_merged_into") != null && found.getObject("_created_at") == null;
    }

    private static boolean exists(Connection connection, String table) throws SQLException {
        try (var found = connection.getMetaData().getTables(null, null, table, null)) {
            return found.next();
        }
    }

    private static StoredRow row(ResultSet found, Map<String, String> types) throws SQLException {
        var values = new HashMap<String, Object>();
        for (var column : types.keySet()) {
            var value = found.getObject(column);
            if (value != null) {
                values.put(column, value);
            }
        }
        return new StoredRow(
                found.getObject("_created_at", OffsetDateTime.class).toInstant(),
                found.getObject("_updated_at", OffsetDateTime.class).toInstant(),
                values,
                unparsed(found.getString("_unparsed")));
    }

    private static Map<String, String> unparsed(@Nullable String json) {
        var texts = new HashMap<String, String>();
        try {
            if (json != null) {
                JSON.readTree(json)
                        .properties()
                        .forEach(member ->
                                texts.put(member.getKey(), member.getValue().asText()));
            }
        } catch (JsonProcessingException e) {
            throw new AssertionError("_unparsed is not JSON: " + json, e);
        }
        return texts;
    }
}
