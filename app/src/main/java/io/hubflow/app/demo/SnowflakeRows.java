package io.hubflow.app.demo;

import io.hubflow.engine.destination.QueryRows;
import io.hubflow.snowflake.ConnectionSource;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a Snowflake table for the comparison, through the driver and with none of the destination's own code. */
final class SnowflakeRows {
    private SnowflakeRows() {}

    /** @param table its full name, quoted */
    static void read(ConnectionSource source, String table, QueryRows rows) {
        try (var connection = source.open();
                var statement = connection.createStatement()) {
            var names = new ArrayList<String>();
            var types = new ArrayList<String>();
            try (var columns = statement.executeQuery("DESCRIBE TABLE " + table)) {
                while (columns.next()) {
                    names.add(columns.getString("name"));
                    types.add(columns.getString("type"));
                }
            }
            var items = new ArrayList<String>();
            for (var i = 0; i < names.size(); i++) {
                items.add(exact('"' + names.get(i).replace("\"", "\"\"") + '"', types.get(i)));
            }
            rows.columns(names, types);
            try (var results = statement.executeQuery("SELECT " + String.join(", ", items) + " FROM " + table)) {
                while (results.next()) {
                    var values = new ArrayList<@Nullable Object>();
                    for (var i = 0; i < names.size(); i++) {
                        values.add(value(results, i + 1, types.get(i)));
                    }
                    rows.row(values);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read " + table, e);
        }
    }

    /** Times as numbers and dates as text, so that no calendar of java.sql touches them. */
    private static String exact(String column, String type) {
        if (type.startsWith("TIMESTAMP_TZ")) {
            return "DATE_PART(EPOCH_MILLISECOND, " + column + ")";
        }
        return type.equals("DATE") ? column + "::VARCHAR" : column;
    }

    private static @Nullable Object value(ResultSet row, int index, String type) throws SQLException {
        if (row.getString(index) == null) {
            return null;
        }
        if (type.startsWith("NUMBER")) {
            return type.endsWith(",0)") ? (Object) row.getLong(index) : new BigDecimal(row.getString(index));
        }
        if (type.startsWith("TIMESTAMP_TZ")) {
            return Instant.ofEpochMilli(row.getLong(index));
        }
        return switch (type) {
            case "BOOLEAN" -> row.getBoolean(index);
            case "DATE" -> LocalDate.parse(row.getString(index));
            default -> row.getString(index);
        };
    }

    static List<String> names(String database, String schema, List<String> objectTypes) {
        return objectTypes.stream()
                .map(type ->
                        '"' + database + "\".\"" + schema + "\".\"" + type.toUpperCase(java.util.Locale.ROOT) + '"')
                .toList();
    }
}
