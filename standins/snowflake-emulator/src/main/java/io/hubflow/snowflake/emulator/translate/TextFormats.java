package io.hubflow.snowflake.emulator.translate;

import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.catalog.SnowType.Kind;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * TO_VARCHAR of a date or time with a format (docs.snowflake.com sql-reference/functions-conversion, "Date and time formats in
 * conversion functions"). Elements that are not listed here are refused.
 */
final class TextFormats {
    private static final Map<String, String> ELEMENTS = new LinkedHashMap<>();

    static {
        ELEMENTS.put("YYYY", "%Y");
        ELEMENTS.put("HH24", "%H");
        ELEMENTS.put("FF3", "%g");
        ELEMENTS.put("FF6", "%f");
        ELEMENTS.put("MM", "%m");
        ELEMENTS.put("DD", "%d");
        ELEMENTS.put("MI", "%M");
        ELEMENTS.put("SS", "%S");
    }

    private TextFormats() {}

    static Typed text(Typed value, Typed format, Conversions conversions) {
        String literal = format.sql();
        if (!literal.startsWith("'")
                || !(value.kind() == Kind.DATE || value.type().isTimestamp())) {
            throw SnowflakeError.unsupported("TO_VARCHAR of a " + value.kind() + " with the format " + literal);
        }
        String pattern = duckDb(literal.substring(1, literal.length() - 1).replace("''", "'"));
        String wall = conversions.cast(value, SnowType.TIMESTAMP_NTZ).sql();
        return Typed.of("strftime(" + wall + ", " + Literals.string(pattern) + ")", SnowType.LONG_TEXT);
    }

    /** Text in double quotes stands for itself, and so does punctuation. */
    private static String duckDb(String format) {
        var out = new StringBuilder();
        int at = 0;
        while (at < format.length()) {
            if (format.charAt(at) == '"') {
                int end = format.indexOf('"', at + 1);
                if (end < 0) {
                    throw SnowflakeError.unsupported("the format " + format);
                }
                out.append(format, at + 1, end);
                at = end + 1;
            } else if (Character.isLetter(format.charAt(at))) {
                String element = element(format, at);
                out.append(ELEMENTS.get(element));
                at += element.length();
            } else {
                out.append(format.charAt(at++));
            }
        }
        return out.toString();
    }

    private static String element(String format, int at) {
        return ELEMENTS.keySet().stream()
                .filter(e -> format.regionMatches(true, at, e, 0, e.length()))
                .findFirst()
                .orElseThrow(() -> SnowflakeError.unsupported("the format " + format));
    }
}
