package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A session's parameters. Those that the emulator cannot honour are refused, not stored. Thread-safe. */
public final class SessionParameters {
    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("AUTOCOMMIT", "true"),
            // Snowflake's own default: a loader that relies on UTC has to say so.
            Map.entry("TIMEZONE", "America/Los_Angeles"),
            Map.entry("TIMESTAMP_TYPE_MAPPING", "TIMESTAMP_NTZ"),
            Map.entry("TRANSACTION_ABORT_ON_ERROR", "false"),
            Map.entry("LOCK_TIMEOUT", "43200"),
            Map.entry("STATEMENT_TIMEOUT_IN_SECONDS", "172800"),
            Map.entry("QUERY_TAG", ""),
            Map.entry("ABORT_DETACHED_QUERY", "false"),
            Map.entry("CLIENT_SESSION_KEEP_ALIVE", "false"),
            Map.entry("ERROR_ON_NONDETERMINISTIC_MERGE", "true"),
            Map.entry("ERROR_ON_NONDETERMINISTIC_UPDATE", "false"),
            Map.entry("QUOTED_IDENTIFIERS_IGNORE_CASE", "false"),
            Map.entry("CLIENT_TELEMETRY_ENABLED", "false"),
            Map.entry("CLIENT_STAGE_ARRAY_BINDING_THRESHOLD", "65280"),
            Map.entry("CLIENT_PREFETCH_THREADS", "4"),
            Map.entry("CLIENT_RESULT_CHUNK_SIZE", "160"),
            Map.entry("CLIENT_MEMORY_LIMIT", "1536"),
            Map.entry("JDBC_TREAT_DECIMAL_AS_INT", "true"),
            Map.entry("JDBC_QUERY_RESULT_FORMAT", "JSON"),
            Map.entry("WEEK_START", "0"),
            Map.entry("STATEMENT_QUEUED_TIMEOUT_IN_SECONDS", "0"),
            Map.entry("MULTI_STATEMENT_COUNT", "1"),
            Map.entry("USE_CACHED_RESULT", "true"),
            Map.entry("TIMESTAMP_INPUT_FORMAT", "AUTO"),
            Map.entry("DATE_INPUT_FORMAT", "AUTO"),
            Map.entry("TIMESTAMP_TZ_OUTPUT_FORMAT", ""),
            Map.entry("TIMESTAMP_NTZ_OUTPUT_FORMAT", "YYYY-MM-DD HH24:MI:SS.FF3"),
            Map.entry("TIMESTAMP_LTZ_OUTPUT_FORMAT", ""),
            Map.entry("TIMESTAMP_OUTPUT_FORMAT", "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM"),
            Map.entry("DATE_OUTPUT_FORMAT", "YYYY-MM-DD"),
            Map.entry("BINARY_OUTPUT_FORMAT", "HEX"));

    /** Parameters whose other values would change results in ways that the emulator does not model. */
    private static final Map<String, String> FIXED = Map.of(
            "ERROR_ON_NONDETERMINISTIC_MERGE", "true",
            "QUOTED_IDENTIFIERS_IGNORE_CASE", "false",
            "JDBC_QUERY_RESULT_FORMAT", "JSON",
            "MULTI_STATEMENT_COUNT", "1",
            "TIMESTAMP_INPUT_FORMAT", "AUTO",
            "DATE_INPUT_FORMAT", "AUTO");

    private static final Set<String> BOOLEANS = Set.of(
            "AUTOCOMMIT",
            "TRANSACTION_ABORT_ON_ERROR",
            "ABORT_DETACHED_QUERY",
            "CLIENT_SESSION_KEEP_ALIVE",
            "CLIENT_TELEMETRY_ENABLED",
            "JDBC_TREAT_DECIMAL_AS_INT");

    private final Map<String, String> values = new ConcurrentHashMap<>(DEFAULTS);

    /** From the login request; unknown names are the driver's own properties and are passed over, as the real service does. */
    void setAtLogin(String name, String value) {
        if (DEFAULTS.containsKey(name.toUpperCase(Locale.ROOT))) {
            set(name, value);
        }
    }

    void set(String name, String value) {
        String key = name.toUpperCase(Locale.ROOT);
        if (!DEFAULTS.containsKey(key)) {
            throw new SnowflakeError(
                    2211,
                    "42601",
                    "SQL compilation error:\ninvalid property '" + key + "' for 'SESSION'"); // unverified: the number
        }
        String text = BOOLEANS.contains(key) || value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")
                ? value.toLowerCase(Locale.ROOT)
                : value;
        String only = FIXED.get(key);
        if (only != null && !only.equalsIgnoreCase(text)) {
            throw SnowflakeError.unsupported("session parameter " + key + " = " + value);
        }
        if (key.equals("TIMEZONE")) {
            requireZone(value);
        }
        values.put(key, text);
    }

    void unset(String name) {
        String key = name.toUpperCase(Locale.ROOT);
        set(key, DEFAULTS.getOrDefault(key, ""));
    }

    private static void requireZone(String zone) {
        try {
            ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new SnowflakeError(
                    1420,
                    "22023",
                    "SQL compilation error:\ninvalid value [" + zone + "] for parameter 'TIMEZONE'"); // unverified
        }
    }

    String value(String name) {
        return values.getOrDefault(name, "");
    }

    boolean isTrue(String name) {
        return value(name).equals("true");
    }

    Duration lockTimeout() {
        return Duration.ofSeconds(Long.parseLong(value("LOCK_TIMEOUT")));
    }

    Duration statementTimeout() {
        long seconds = Long.parseLong(value("STATEMENT_TIMEOUT_IN_SECONDS"));
        return Duration.ofSeconds(seconds == 0 ? 172_800 : seconds);
    }

    SnowType.Kind timestampMapping() {
        return SnowType.Kind.valueOf(value("TIMESTAMP_TYPE_MAPPING").toUpperCase(Locale.ROOT));
    }

    /** All of them, by name. */
    public Map<String, String> all() {
        return new TreeMap<>(values);
    }

    static String defaultOf(String name) {
        return DEFAULTS.getOrDefault(name, "");
    }
}
