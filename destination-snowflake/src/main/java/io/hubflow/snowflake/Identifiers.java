package io.hubflow.snowflake;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Names and texts as SQL.
 *
 * <p>Every name is quoted, so reserved words and odd characters are harmless; names that hubflow chooses are upper-cased
 * first, so that users can write them without quotes. An identifier holds 255 characters (docs.snowflake.com
 * sql-reference/identifiers-syntax, read 2026-11-23).
 */
final class Identifiers {
    static final int MAX_LENGTH = 255;

    /** Refused as column names, even in quotes (docs.snowflake.com sql-reference/reserved-keywords, read 2026-11-28). */
    private static final Set<String> REFUSED_COLUMNS =
            Set.of("CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "CURRENT_USER", "LOCALTIME", "LOCALTIMESTAMP");

    private Identifiers() {}

    static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A text constant; Snowflake reads backslash escapes in it. */
    static String literal(String text) {
        return '\'' + text.replace("\\", "\\\\").replace("'", "\\'") + '\'';
    }

    /** The warehouse's form of one of HubSpot's names: upper case, at most 255 characters. */
    static String upper(String name) {
        var upper = name.toUpperCase(Locale.ROOT);
        return upper.length() <= MAX_LENGTH ? upper : withSuffix(upper, name);
    }

    /** The column for one of HubSpot's names: upper case, with an underscore at its end where Snowflake refuses the name. */
    static String column(String name) {
        var upper = upper(name);
        return REFUSED_COLUMNS.contains(upper) ? upper + "_" : upper;
    }

    /** {@code upper} made different from every other name by a checksum of the original, which is the same each time. */
    static String withSuffix(String upper, String original) {
        var checksum = new CRC32();
        checksum.update(original.getBytes(StandardCharsets.UTF_8));
        var suffix = "_" + String.format(Locale.ROOT, "%08X", checksum.getValue());
        return upper.substring(0, Math.min(upper.length(), MAX_LENGTH - suffix.length())) + suffix;
    }

    /** Whether SQL without quotes means this name. */
    static boolean isPlain(String name) {
        return name.matches("[A-Z_][A-Z0-9_$]*");
    }
}
