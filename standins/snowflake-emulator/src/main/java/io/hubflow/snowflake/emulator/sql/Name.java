package io.hubflow.snowflake.emulator.sql;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A name of one to three parts, each already in the case in which Snowflake stores it: unquoted parts upper-cased, quoted parts as
 * written. {@code "id"} and {@code ID} are two names (docs.snowflake.com/en/sql-reference/identifiers-syntax).
 */
public record Name(List<String> parts) {
    /** Longest identifier (docs.snowflake.com/en/sql-reference/identifiers-syntax). */
    public static final int MAX_LENGTH = 255;

    public Name {
        parts = List.copyOf(parts);
        for (String part : parts) {
            if (part.length() > MAX_LENGTH) {
                throw new SnowflakeError(
                        1003, // unverified: the number that the real account gives for a name that is too long
                        "42000",
                        "SQL compilation error:\nIdentifier '" + part.substring(0, 64)
                                + "...' exceeds the maximum length of " + MAX_LENGTH + " characters.");
            }
        }
    }

    public static Name of(String... parts) {
        return new Name(List.of(parts));
    }

    public String last() {
        return parts.get(parts.size() - 1);
    }

    public int size() {
        return parts.size();
    }

    /** The stored form of an unquoted identifier. */
    public static String stored(String unquoted) {
        return unquoted.toUpperCase(Locale.ROOT);
    }

    /** The identifier as SQL: quoted unless its stored form reads the same unquoted. */
    public static String quoted(String part) {
        return part.matches("[A-Z_][A-Z0-9_$]*") ? part : '"' + part.replace("\"", "\"\"") + '"';
    }

    @Override
    public String toString() {
        return parts.stream().map(Name::quoted).collect(Collectors.joining("."));
    }
}
