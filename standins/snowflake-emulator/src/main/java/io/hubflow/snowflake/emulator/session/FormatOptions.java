package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.util.Map;
import java.util.Set;

/** What a FILE_FORMAT may say. Only newline-delimited JSON is emulated; CSV serves the driver's own bind stage. */
final class FormatOptions {
    private static final Set<String> KNOWN = Set.of(
            "TYPE",
            "COMPRESSION",
            "STRIP_OUTER_ARRAY",
            "ALLOW_DUPLICATE",
            "ENABLE_OCTAL",
            "STRIP_NULL_VALUES",
            "COMMENT",
            "FIELD_OPTIONALLY_ENCLOSED_BY",
            "BINARY_FORMAT",
            "IGNORE_UTF8_ERRORS",
            "REPLACE_INVALID_CHARACTERS");

    private FormatOptions() {}

    /** Refuses options whose effect is not emulated. */
    static void check(Map<String, Object> options) {
        for (Map.Entry<String, Object> option : options.entrySet()) {
            if (!KNOWN.contains(option.getKey())) {
                throw SnowflakeError.unsupported("file format option " + option.getKey());
            }
            boolean on = option.getValue().toString().equalsIgnoreCase("TRUE");
            if (on
                    && Set.of("STRIP_OUTER_ARRAY", "STRIP_NULL_VALUES", "ENABLE_OCTAL")
                            .contains(option.getKey())) {
                throw SnowflakeError.unsupported("file format option " + option.getKey() + " = TRUE");
            }
        }
        String compression = options.getOrDefault("COMPRESSION", "AUTO").toString();
        if (!Set.of("AUTO", "GZIP", "NONE").contains(compression.toUpperCase(java.util.Locale.ROOT))) {
            throw SnowflakeError.unsupported("compression " + compression);
        }
    }

    static void requireJson(Map<String, Object> options) {
        Object type = options.get("TYPE");
        if (type == null || !type.toString().equalsIgnoreCase("JSON")) {
            throw SnowflakeError.unsupported(
                    "reading staged files of type " + (type == null ? "CSV (the default)" : type) + "; only JSON");
        }
        check(options);
    }
}
