package io.hubflow.snowflake.emulator.translate;

import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.catalog.SnowType.Kind;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.util.List;

/**
 * Casts between Snowflake types (docs.snowflake.com/en/sql-reference/data-type-conversion), as DuckDB expressions that raise Snowflake's
 * errors. A failing value travels in a marked message, see {@link ValueErrors}.
 */
final class Conversions {
    private final String zone;

    /** @param zone the session's TIMEZONE */
    Conversions(String zone) {
        this.zone = Literals.string(zone);
    }

    /** {@code value::target}: an error for a value that does not convert. */
    Typed cast(Typed value, SnowType target) {
        return Typed.of(orError(value, target), target);
    }

    /** TRY_CAST and the TRY_TO_ functions: NULL for a value that does not convert. */
    Typed tryCast(Typed value, SnowType target) {
        if (value.kind() != Kind.TEXT && value.kind() != Kind.UNKNOWN) {
            throw new SnowflakeError(
                    1065,
                    "42601",
                    "SQL compilation error:\nFunction TRY_CAST cannot be used with arguments of types "
                            + value.type().display() + " and " + target.display());
        }
        return Typed.of(orNull(value, target), target);
    }

    /** The value as DuckDB's BOOLEAN. */
    String condition(Typed value) {
        return value.kind() == Kind.BOOLEAN || value.kind() == Kind.UNKNOWN
                ? value.sql()
                : cast(value, SnowType.BOOLEAN).sql();
    }

    /** The value as a column of a table stores it: implicit conversions only. */
    Typed assign(Typed value, SnowType target, String column) {
        boolean refused = switch (target.kind()) {
            case VARIANT, OBJECT, ARRAY -> !value.type().isSemiStructured() && value.kind() != Kind.UNKNOWN;
            case DATE, TIMESTAMP_NTZ, TIMESTAMP_LTZ, TIMESTAMP_TZ, TIME ->
                value.kind() == Kind.FIXED || value.kind() == Kind.REAL || value.kind() == Kind.BOOLEAN;
            case FIXED, REAL -> value.kind() == Kind.DATE || value.type().isTimestamp() || value.kind() == Kind.BINARY;
            case BINARY -> value.kind() != Kind.BINARY && value.kind() != Kind.TEXT && value.kind() != Kind.UNKNOWN;
            case BOOLEAN -> value.kind() == Kind.DATE || value.type().isTimestamp();
            case TEXT, UNKNOWN -> false;
        };
        if (refused) {
            throw new SnowflakeError(
                    2023,
                    "22000",
                    "SQL compilation error:\nExpression type does not match column data type, expecting "
                            + target.display() + " but got " + value.type().display() + " for column " + column);
        }
        return cast(value, target);
    }

    private String orError(Typed value, SnowType target) {
        SnowType from = value.type();
        if (from.equals(target)) {
            return value.sql();
        }
        if (from.kind() == Kind.UNKNOWN) {
            return "CAST(" + value.sql() + " AS " + target.storage() + ")";
        }
        if (target.kind() == Kind.TEXT) {
            return limited(text(value), from, target);
        }
        if (cannotFail(from, target)) {
            return total(value, target);
        }
        String source = from.isSemiStructured() ? value.text() : value.sql();
        Typed plain = from.isSemiStructured() ? Typed.of(source, SnowType.LONG_TEXT) : value;
        String converted = value.isField() && isMacro(target)
                ? value.converted(orNull(Typed.of(ConvertedFields.FIELD, SnowType.LONG_TEXT), target))
                : orNull(plain, target);
        return "coalesce(" + converted + ", CASE WHEN " + source + " IS NOT NULL THEN "
                + ValueErrors.raise(target, from.isTimestamp() ? text(value) : "CAST(" + source + " AS VARCHAR)")
                + " END)";
    }

    private static boolean isMacro(SnowType target) {
        return target.kind() == Kind.BOOLEAN || target.kind() == Kind.DATE || target.isTimestamp();
    }

    private static boolean cannotFail(SnowType from, SnowType target) {
        return switch (target.kind()) {
            case FIXED ->
                from.kind() == Kind.BOOLEAN
                        || (from.kind() == Kind.FIXED
                                && from.scale() <= target.scale()
                                && from.precision() - from.scale() <= target.precision() - target.scale());
            case REAL -> from.kind() == Kind.FIXED || from.kind() == Kind.BOOLEAN;
            case BOOLEAN -> from.kind() == Kind.FIXED || from.kind() == Kind.REAL;
            case DATE, TIMESTAMP_NTZ, TIMESTAMP_LTZ, TIMESTAMP_TZ -> from.kind() == Kind.DATE || from.isTimestamp();
            case VARIANT, OBJECT, ARRAY -> true;
            case TIME -> from.isTimestamp();
            case BINARY -> from.kind() == Kind.BINARY;
            case TEXT, UNKNOWN -> false;
        };
    }

    /** A conversion that every value survives. */
    private String total(Typed value, SnowType target) {
        String sql = value.sql();
        SnowType from = value.type();
        return switch (target.kind()) {
            case FIXED, REAL -> "CAST(" + sql + " AS " + target.storage() + ")";
            case BOOLEAN -> "(" + sql + " <> 0)";
            case DATE -> "CAST(" + ntz(value) + " AS DATE)";
            case TIME -> "CAST(" + ntz(value) + " AS TIME)";
            case TIMESTAMP_NTZ -> ntz(value);
            case TIMESTAMP_LTZ ->
                from.kind() == Kind.TIMESTAMP_TZ
                        ? "sf_ltz(sf_tz_us(" + sql + "))"
                        : "timezone(" + zone + ", " + ntz(value) + ")";
            case TIMESTAMP_TZ ->
                from.kind() == Kind.TIMESTAMP_LTZ
                        ? "sf_tz_of_zone(epoch_us(" + sql + "), " + zone + ")"
                        : "sf_tz_of_zone(sf_zone_us(epoch_us(" + ntz(value) + "), " + zone + "), " + zone + ")";
            case VARIANT, OBJECT, ARRAY -> json(value);
            case BINARY, TEXT, UNKNOWN -> sql;
        };
    }

    private String ntz(Typed value) {
        return switch (value.kind()) {
            case DATE -> "CAST(" + value.sql() + " AS TIMESTAMP)";
            case TIMESTAMP_LTZ -> "timezone(" + zone + ", " + value.sql() + ")";
            case TIMESTAMP_TZ -> "sf_tz_wall(" + value.sql() + ")";
            default -> value.sql();
        };
    }

    /** TO_VARIANT. */
    String json(Typed value) {
        return switch (value.kind()) {
            case VARIANT, OBJECT, ARRAY -> value.sql();
            case TEXT -> "to_json(" + value.sql() + ")";
            case BOOLEAN, FIXED -> "CAST(CAST(" + value.sql() + " AS VARCHAR) AS JSON)";
            case REAL -> "to_json(" + value.sql() + ")";
            case UNKNOWN -> "CAST(" + value.sql() + " AS JSON)";
            case DATE, TIME, TIMESTAMP_NTZ, TIMESTAMP_LTZ, TIMESTAMP_TZ, BINARY -> "to_json(" + text(value) + ")";
        };
    }

    /** Any value as text, in Snowflake's default output formats. */
    String text(Typed value) {
        String sql = value.type().isSemiStructured() ? "" : value.sql();
        return switch (value.kind()) {
            case TEXT -> sql;
            case UNKNOWN -> "CAST(" + sql + " AS VARCHAR)";
            case FIXED, BOOLEAN, DATE, TIME -> "CAST(" + sql + " AS VARCHAR)";
            case REAL -> "sf_real_text(" + sql + ")";
            case TIMESTAMP_NTZ -> "sf_ntz_text(" + sql + ")";
            case TIMESTAMP_LTZ -> "sf_tz_text(sf_tz_of_zone(epoch_us(" + sql + "), " + zone + "))";
            case TIMESTAMP_TZ -> "sf_tz_text(" + sql + ")";
            case VARIANT, OBJECT, ARRAY -> value.text();
            case BINARY -> "hex(" + sql + ")";
        };
    }

    private static String limited(String text, SnowType from, SnowType target) {
        boolean fits = from.kind() == Kind.TEXT
                ? from.length() <= target.length()
                : !from.isSemiStructured() && target.length() >= 64;
        if (fits) {
            return text;
        }
        // Bytes bound characters, so the cheap test comes first.
        return "CASE WHEN strlen(" + text + ") > " + target.length() + " AND length(" + text + ") > " + target.length()
                + " THEN " + ValueErrors.raise(target, text) + " ELSE " + text + " END";
    }

    private String orNull(Typed value, SnowType target) {
        String sql = value.sql();
        if (value.kind() == Kind.UNKNOWN) {
            return "CAST(" + sql + " AS " + target.storage() + ")";
        }
        boolean text = value.kind() == Kind.TEXT;
        return switch (target.kind()) {
            // DuckDB reads 1_000 as a number; the replacement makes it fail without reading the value twice.
            case FIXED, REAL ->
                "TRY_CAST(" + (text ? "replace(" + sql + ", '_', '?')" : sql) + " AS " + target.storage() + ")";
            case BOOLEAN -> "sf_text_bool(" + sql + ")";
            case DATE -> text ? "sf_text_date(" + sql + ")" : total(value, target);
            case TIME -> "TRY_CAST(" + sql + " AS TIME)";
            case TIMESTAMP_NTZ ->
                text ? "sf_text_ntz(" + sql + ")" : "make_timestamp(sf_epoch_us(CAST(" + sql + " AS BIGINT)))";
            case TIMESTAMP_LTZ ->
                text
                        ? "sf_ltz(sf_tz_us(sf_text_tz(" + sql + ", " + zone + ")))"
                        : "sf_ltz(sf_epoch_us(CAST(" + sql + " AS BIGINT)))";
            case TIMESTAMP_TZ ->
                text
                        ? "sf_text_tz(" + sql + ", " + zone + ")"
                        : "sf_tz_make(sf_epoch_us(CAST(" + sql + " AS BIGINT)), 0)";
            case TEXT -> limited(text(value), value.type(), target);
            case BINARY -> "CASE WHEN regexp_full_match(" + sql + ", '([0-9A-Fa-f]{2})*') THEN unhex(" + sql + ") END";
            case VARIANT, OBJECT, ARRAY -> json(value);
            case UNKNOWN -> sql;
        };
    }

    /** The type that both sides of a comparison, or all branches of a CASE, are brought to. */
    static SnowType common(List<SnowType> types) {
        SnowType common = SnowType.UNKNOWN;
        for (SnowType type : types) {
            common = common(common, type);
        }
        return common;
    }

    static SnowType common(SnowType a, SnowType b) {
        if (a.kind() == Kind.UNKNOWN || a.equals(b)) {
            return b;
        }
        if (b.kind() == Kind.UNKNOWN) {
            return a;
        }
        if (a.kind() == Kind.FIXED && b.kind() == Kind.FIXED) {
            int scale = Math.max(a.scale(), b.scale());
            int whole = Math.max(a.precision() - a.scale(), b.precision() - b.scale());
            return SnowType.fixed(Math.min(38, whole + scale), scale);
        }
        if (a.kind() == Kind.TEXT && b.kind() == Kind.TEXT) {
            return SnowType.text(Math.max(a.length(), b.length()));
        }
        if (a.kind() == b.kind()) {
            return a;
        }
        if (a.isSemiStructured() || b.isSemiStructured()) {
            return SnowType.VARIANT;
        }
        if (a.kind() == Kind.TEXT || b.kind() == Kind.TEXT) {
            SnowType other = a.kind() == Kind.TEXT ? b : a;
            // Text gives way: '12' = 12 compares numbers.
            return other.kind() == Kind.FIXED ? SnowType.fixed(38, Math.max(other.scale(), 9)) : other;
        }
        if (a.kind() == Kind.REAL || b.kind() == Kind.REAL) {
            return SnowType.REAL;
        }
        if (a.isTimestamp() && b.isTimestamp()) {
            return SnowType.TIMESTAMP_TZ;
        }
        if (a.isTimestamp() && b.kind() == Kind.DATE) {
            return a;
        }
        if (b.isTimestamp() && a.kind() == Kind.DATE) {
            return b;
        }
        throw new SnowflakeError(
                1044,
                "42P13",
                "SQL compilation error:\nInvalid argument types: (" + a.display() + ", " + b.display() + ")");
    }

    /** A form in which equal values are equal and order is Snowflake's order. */
    static String comparable(Typed value) {
        return value.kind() == Kind.TIMESTAMP_TZ ? "(" + value.sql() + " // 4096)" : value.sql();
    }
}
