package io.hubflow.snowflake.emulator.catalog;

import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.sql.TypeName;
import java.util.List;

/**
 * A Snowflake type and its DuckDB storage.
 *
 * <p>TIMESTAMP_TZ has no counterpart in DuckDB, which stores no offset. It is kept in one HUGEINT: nanoseconds since the year 1 times
 * 4096, plus the offset in minutes plus 1440. Order by that number is order by instant; {@code x // 4096} is the instant.
 *
 * @param precision digits of a FIXED
 * @param scale digits after the point of a FIXED
 * @param length characters of a TEXT, bytes of a BINARY
 */
public record SnowType(Kind kind, int precision, int scale, long length) {
    /** Length of a VARCHAR without one (docs.snowflake.com, bcr-1942 and bcr-2118, read 2026-11-23: until bundle 2025_07). */
    public static final long DEFAULT_TEXT = 16_777_216;

    /** Longest VARCHAR (docs.snowflake.com, bundle 2025_03). */
    public static final long MAX_TEXT = 134_217_728;

    private static final long MAX_BINARY = 67_108_864;
    private static final long DEFAULT_BINARY = 8_388_608;

    /** The families; {@link #UNKNOWN} is the type of a bare NULL. */
    public enum Kind {
        FIXED,
        REAL,
        TEXT,
        BOOLEAN,
        DATE,
        TIME,
        TIMESTAMP_NTZ,
        TIMESTAMP_LTZ,
        TIMESTAMP_TZ,
        VARIANT,
        OBJECT,
        ARRAY,
        BINARY,
        UNKNOWN
    }

    public static final SnowType UNKNOWN = simple(Kind.UNKNOWN);
    public static final SnowType TEXT = new SnowType(Kind.TEXT, 0, 0, DEFAULT_TEXT);
    public static final SnowType LONG_TEXT = new SnowType(Kind.TEXT, 0, 0, MAX_TEXT);
    public static final SnowType BOOLEAN = simple(Kind.BOOLEAN);
    public static final SnowType REAL = simple(Kind.REAL);
    public static final SnowType DATE = simple(Kind.DATE);
    public static final SnowType VARIANT = simple(Kind.VARIANT);
    public static final SnowType ARRAY = simple(Kind.ARRAY);
    public static final SnowType OBJECT = simple(Kind.OBJECT);
    public static final SnowType TIMESTAMP_LTZ = simple(Kind.TIMESTAMP_LTZ);
    public static final SnowType TIMESTAMP_NTZ = simple(Kind.TIMESTAMP_NTZ);
    public static final SnowType TIMESTAMP_TZ = simple(Kind.TIMESTAMP_TZ);
    public static final SnowType INTEGER = fixed(38, 0);

    public static SnowType simple(Kind kind) {
        return new SnowType(kind, 0, 0, 0);
    }

    public static SnowType fixed(int precision, int scale) {
        return new SnowType(Kind.FIXED, precision, scale, 0);
    }

    public static SnowType text(long length) {
        return new SnowType(Kind.TEXT, 0, 0, length);
    }

    /**
     * @param timestampMapping what a bare TIMESTAMP means in this session
     * @throws SnowflakeError for a type that Snowflake or the emulator does not have
     */
    public static SnowType of(TypeName name, Kind timestampMapping) {
        List<Integer> arguments = name.arguments();
        return switch (name.word()) {
            case "NUMBER", "NUMERIC", "DECIMAL", "DEC" -> number(arguments);
            case "INT", "INTEGER", "BIGINT", "SMALLINT", "TINYINT", "BYTEINT" -> INTEGER;
            case "FLOAT", "FLOAT4", "FLOAT8", "DOUBLE", "REAL" -> REAL;
            case "VARCHAR", "STRING", "TEXT", "NVARCHAR", "NVARCHAR2" -> textOf(arguments, DEFAULT_TEXT);
            case "CHAR", "CHARACTER", "NCHAR" -> textOf(arguments, 1);
            case "BOOLEAN" -> BOOLEAN;
            case "DATE" -> DATE;
            case "TIME" -> simple(Kind.TIME);
            case "DATETIME" -> TIMESTAMP_NTZ;
            case "TIMESTAMP" -> simple(timestampMapping);
            case "TIMESTAMP_NTZ", "TIMESTAMPNTZ" -> TIMESTAMP_NTZ;
            case "TIMESTAMP_LTZ", "TIMESTAMPLTZ" -> TIMESTAMP_LTZ;
            case "TIMESTAMP_TZ", "TIMESTAMPTZ" -> TIMESTAMP_TZ;
            case "VARIANT" -> VARIANT;
            case "OBJECT" -> OBJECT;
            case "ARRAY" -> ARRAY;
            case "BINARY", "VARBINARY" ->
                new SnowType(
                        Kind.BINARY,
                        0,
                        0,
                        arguments.isEmpty() ? DEFAULT_BINARY : bounded(arguments.get(0), MAX_BINARY));
            case "GEOGRAPHY", "GEOMETRY", "VECTOR", "MAP" -> throw SnowflakeError.unsupported("type " + name.word());
            default ->
                throw new SnowflakeError(
                        2040, "42601", "SQL compilation error:\nUnsupported data type '" + name.word() + "'.");
        };
    }

    private static SnowType number(List<Integer> arguments) {
        int precision = arguments.isEmpty() ? 38 : arguments.get(0);
        int scale = arguments.size() < 2 ? 0 : arguments.get(1);
        if (precision < 1 || precision > 38 || scale < 0 || scale > 37 || scale > precision) {
            throw new SnowflakeError(
                    2004,
                    "42601",
                    "SQL compilation error:\ninvalid precision or scale: NUMBER(" + precision + "," + scale + ")");
        }
        return fixed(precision, scale);
    }

    private static SnowType textOf(List<Integer> arguments, long otherwise) {
        return text(arguments.isEmpty() ? otherwise : bounded(arguments.get(0), MAX_TEXT));
    }

    private static long bounded(int length, long max) {
        if (length < 1 || length > max) {
            throw new SnowflakeError(2004, "42601", "SQL compilation error:\ninvalid length: " + length);
        }
        return length;
    }

    public boolean isTimestamp() {
        return kind == Kind.TIMESTAMP_NTZ || kind == Kind.TIMESTAMP_LTZ || kind == Kind.TIMESTAMP_TZ;
    }

    public boolean isSemiStructured() {
        return kind == Kind.VARIANT || kind == Kind.OBJECT || kind == Kind.ARRAY;
    }

    /** The DuckDB type that stores it. */
    public String storage() {
        return switch (kind) {
            case FIXED -> "DECIMAL(" + precision + "," + scale + ")";
            case REAL -> "DOUBLE";
            case TEXT, UNKNOWN -> "VARCHAR";
            case BOOLEAN -> "BOOLEAN";
            case DATE -> "DATE";
            case TIME -> "TIME";
            case TIMESTAMP_NTZ -> "TIMESTAMP";
            case TIMESTAMP_LTZ -> "TIMESTAMPTZ";
            case TIMESTAMP_TZ -> "HUGEINT";
            case VARIANT, OBJECT, ARRAY -> "JSON";
            case BINARY -> "BLOB";
        };
    }

    /** As DESCRIBE and error messages print it. */
    public String display() {
        return switch (kind) {
            case FIXED -> "NUMBER(" + precision + "," + scale + ")";
            case REAL -> "FLOAT";
            case TEXT -> "VARCHAR(" + length + ")";
            case UNKNOWN -> "NULL";
            case BOOLEAN, DATE, VARIANT, OBJECT, ARRAY -> kind.name();
            case TIME, TIMESTAMP_NTZ, TIMESTAMP_LTZ, TIMESTAMP_TZ -> kind.name() + "(9)";
            case BINARY -> "BINARY(" + length + ")";
        };
    }
}
