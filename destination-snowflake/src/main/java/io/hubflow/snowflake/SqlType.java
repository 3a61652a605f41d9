package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.quote;

import io.hubflow.engine.destination.ColumnType;

/**
 * Snowflake's side of {@link ColumnType}: the column's type, how a value is taken out of a VARIANT that holds HubSpot's wire
 * form, and how a stored value is turned into that form again.
 *
 * <p>TIMESTAMP is always TIMESTAMP_TZ: what a bare TIMESTAMP means depends on the account (docs.snowflake.com
 * sql-reference/data-types-datetime).
 */
final class SqlType {
    private SqlType() {}

    static String ddl(ColumnType type) {
        return switch (type) {
            case VARCHAR -> "VARCHAR";
            case DECIMAL -> "NUMBER(38,9)";
            case BIGINT -> "NUMBER(38,0)";
            case BOOLEAN -> "BOOLEAN";
            case DATE -> "DATE";
            case TIMESTAMP -> "TIMESTAMP_TZ";
            case JSON -> "VARIANT";
        };
    }

    /** The typed value of the key {@code name} of the VARIANT expression {@code record}; SQL NULL when the key is absent. */
    static String extract(String record, String name, ColumnType type) {
        var text = record + ':' + quote(name);
        return type == ColumnType.JSON ? "PARSE_JSON(" + text + "::VARCHAR)" : text + "::" + ddl(type);
    }

    /** The column's value in HubSpot's wire form, as the destination port asks of a widened column. */
    static String wireForm(String column, ColumnType type) {
        return switch (type) {
            case VARCHAR -> column;
            case DECIMAL -> "RTRIM(RTRIM(TO_VARCHAR(" + column + "), '0'), '.')";
            case BIGINT, BOOLEAN -> "TO_VARCHAR(" + column + ")";
            case DATE -> "TO_VARCHAR(" + column + ", 'YYYY-MM-DD')";
            case TIMESTAMP ->
                "TO_VARCHAR(CONVERT_TIMEZONE('UTC', " + column + "), 'YYYY-MM-DD\"T\"HH24:MI:SS.FF3\"Z\"')";
            case JSON -> "TO_JSON(" + column + ")";
        };
    }

    /**
     * The type that {@code DESCRIBE TABLE} calls so, such as {@code NUMBER(38,9)} or {@code VARCHAR(16777216)}.
     *
     * @throws IllegalArgumentException when hubflow makes no column of this type
     */
    static ColumnType parse(String described) {
        var parenthesis = described.indexOf('(');
        var base = parenthesis < 0 ? described : described.substring(0, parenthesis);
        return switch (base.strip()) {
            case "VARCHAR", "TEXT", "STRING" -> ColumnType.VARCHAR;
            case "NUMBER", "DECIMAL", "NUMERIC" ->
                described.endsWith(",0)") || parenthesis < 0 ? ColumnType.BIGINT : ColumnType.DECIMAL;
            case "BOOLEAN" -> ColumnType.BOOLEAN;
            case "DATE" -> ColumnType.DATE;
            case "TIMESTAMP_TZ" -> ColumnType.TIMESTAMP;
            case "VARIANT" -> ColumnType.JSON;
            default -> throw new IllegalArgumentException(described);
        };
    }
}
