package io.hubflow.snowflake.emulator.translate;

import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Errors that values cause while DuckDB runs: a conversion raises {@code error('~SF~TYPE~value')}, and this class makes Snowflake's error
 * of it. Codes: 100038 and 100078 in public issue threads, 100046 (22003) likewise, 100035/100037/100040/100069 from memory (unverified).
 */
public final class ValueErrors {
    private static final String MARK = "~SF~";
    private static final Pattern RAISED = Pattern.compile("~SF~([^~]*)~(.*)", Pattern.DOTALL);
    private static final Pattern NOT_NULL = Pattern.compile("NOT NULL constraint failed: (\\S+)");
    private static final int SHOWN_CHARACTERS = 250;

    private ValueErrors() {}

    /** A DuckDB expression that fails with the value. */
    static String raise(SnowType target, String text) {
        String tag = target.kind() == SnowType.Kind.FIXED
                ? target.display()
                : target.kind() == SnowType.Kind.TEXT ? "TEXT" : target.kind().name();
        return raise(tag, text);
    }

    static String raise(String tag, String text) {
        return "error('" + MARK + tag + "~' || left(" + text + ", " + SHOWN_CHARACTERS + "))";
    }

    /** Snowflake's error for what DuckDB threw; empty when it is no fault of a value. */
    public static Optional<SnowflakeError> find(String message) {
        Matcher raised = RAISED.matcher(message);
        if (raised.find()) {
            return Optional.of(of(raised.group(1), raised.group(2).strip()));
        }
        if (NOT_NULL.matcher(message).find()) {
            return Optional.of(new SnowflakeError(100_072, "22000", "NULL result in a non-nullable column"));
        }
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("malformed json") || lower.contains("invalid json")) {
            return Optional.of(new SnowflakeError(100_069, "22P02", "Error parsing JSON: " + firstLine(message)));
        }
        if (lower.contains("maximum_object_size")) {
            return Optional.of(tooLarge("unknown"));
        }
        if (lower.contains("out of range") || lower.contains("overflow")) {
            return Optional.of(
                    new SnowflakeError(100_046, "22003", "Number out of representable range: " + firstLine(message)));
        }
        if (lower.contains("division by zero")) {
            return Optional.of(new SnowflakeError(100_051, "22012", "Division by zero"));
        }
        return Optional.empty();
    }

    private static SnowflakeError of(String tag, String value) {
        return switch (tag) {
            case "TEXT" ->
                new SnowflakeError(100_078, "22000", "String '" + value + "' is too long and would be truncated");
            case "BOOLEAN" -> new SnowflakeError(100_037, "22018", "Boolean value '" + value + "' is not recognized");
            case "DATE" -> new SnowflakeError(100_040, "22007", "Date '" + value + "' is not recognized");
            case "TIME" -> new SnowflakeError(100_108, "22007", "Time '" + value + "' is not recognized");
            case "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ" ->
                new SnowflakeError(100_035, "22007", "Timestamp '" + value + "' is not recognized");
            case "JSON" -> new SnowflakeError(100_069, "22P02", "Error parsing JSON: " + value);
            case "LOB" -> tooLarge(value);
            case "DIVISION" -> new SnowflakeError(100_051, "22012", "Division by zero");
            default -> number(tag, value);
        };
    }

    private static SnowflakeError tooLarge(String size) {
        return new SnowflakeError(
                100_082,
                "22000",
                "Max LOB size (" + SnowType.DEFAULT_TEXT + ") exceeded, actual size of parsed column is " + size);
    }

    private static SnowflakeError number(String type, String value) {
        if (isNumber(value)) {
            return new SnowflakeError(
                    100_046,
                    "22003",
                    "Number out of representable range: type " + type.replace("NUMBER", "FIXED[SB16]")
                            + "{nullable}, value " + value);
        }
        return new SnowflakeError(100_038, "22018", "Numeric value '" + value + "' is not recognized");
    }

    private static boolean isNumber(String value) {
        try {
            new BigDecimal(value.strip());
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse(message);
    }
}
