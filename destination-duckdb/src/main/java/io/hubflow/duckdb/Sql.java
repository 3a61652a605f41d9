package io.hubflow.duckdb;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;

/** The pieces of DuckDB's SQL that depend on names and types. */
final class Sql {
    private Sql() {}

    static String name(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String text(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }

    static String type(ColumnType type) {
        return switch (type) {
            case VARCHAR -> "VARCHAR";
            case DECIMAL -> "DECIMAL(38,9)";
            case BIGINT -> "BIGINT";
            case BOOLEAN -> "BOOLEAN";
            case DATE -> "DATE";
            case TIMESTAMP -> "TIMESTAMP WITH TIME ZONE";
            case JSON -> "JSON";
        };
    }

    /** The old value of a column in the form that HubSpot would have sent, for a column that becomes text. */
    static String widened(Column column, ColumnType to) {
        var value = name(column.name());
        if (to != ColumnType.VARCHAR) {
            return "CAST(%s AS %s)".formatted(value, type(to));
        }
        return switch (column.type()) {
            case DECIMAL -> "rtrim(rtrim(CAST(%s AS VARCHAR), '0'), '.')".formatted(value);
            case TIMESTAMP -> "strftime(make_timestamp(epoch_us(%s)), '%%Y-%%m-%%dT%%H:%%M:%%S.%%gZ')".formatted(value);
            case VARCHAR, BIGINT, BOOLEAN, DATE, JSON -> "CAST(%s AS VARCHAR)".formatted(value);
        };
    }
}
