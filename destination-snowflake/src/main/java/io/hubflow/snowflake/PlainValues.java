package io.hubflow.snowflake;

import io.hubflow.engine.destination.QueryRows;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Hands a result set over as {@link QueryRows} wants it. */
final class PlainValues {
    private PlainValues() {}

    static void hand(ResultSet results, QueryRows rows) throws SQLException {
        var columns = results.getMetaData();
        var names = new ArrayList<String>();
        var types = new ArrayList<String>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            names.add(columns.getColumnLabel(i));
            types.add(columns.getColumnTypeName(i));
        }
        rows.columns(names, types);
        while (results.next()) {
            var values = new ArrayList<@Nullable Object>(names.size());
            for (int i = 1; i <= names.size(); i++) {
                values.add(value(results, i, types.get(i - 1)));
            }
            rows.row(values);
        }
    }

    /** A NUMBER without digits after the point is a Long where it fits, as DuckDB's BIGINT is. */
    private static @Nullable Object value(ResultSet row, int index, String type) throws SQLException {
        var text = row.getString(index);
        if (text == null) {
            return null;
        }
        return switch (type) {
            case "BOOLEAN" -> row.getBoolean(index);
            case "NUMBER", "DECIMAL", "BIGINT", "INTEGER" -> number(text);
            case "DOUBLE", "FLOAT" -> row.getDouble(index);
            case "DATE" -> date(text);
            case "TIMESTAMPTZ", "TIMESTAMPLTZ", "TIMESTAMP_TZ", "TIMESTAMP_LTZ" ->
                row.getTimestamp(index).toInstant();
            default -> text;
        };
    }

    private static Number number(String text) {
        var number = new BigDecimal(text);
        return number.scale() <= 0 && number.precision() <= 18 ? (Number) number.longValueExact() : number;
    }

    /** A year beyond 9999 has another form. */
    private static Object date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            return text;
        }
    }
}
