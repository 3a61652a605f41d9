package io.hubflow.snowflake;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where and how to load. {@link SnowflakeOptions} makes it out of configured texts and reports every problem.
 *
 * @param accountIdentifier {@code organisation-account}
 * @param database exact name: unquoted names of Snowflake are upper case
 * @param schema likewise
 * @param url {@code https://host[:port]}, or {@code http://127.0.0.1:port} of an emulator
 * @param flushInterval how long changes are gathered before the warehouse is woken for them
 * @param spoolDirectory where rows wait; what it holds can be lost without harm
 * @param spoolLimitBytes most bytes that may wait there
 * @param autoSuspend the warehouse's AUTO_SUSPEND, for the cost figures
 * @param holdBack how long checkpoints that cover no rows may wait for rows before they are written on their own; zero writes
 *     them at once
 * @param telemetry whether the driver may report to Snowflake how it is used
 */
public record SnowflakeSettings(
        String accountIdentifier,
        Authentication authentication,
        String username,
        String role,
        String warehouse,
        String database,
        String schema,
        String url,
        Layout layout,
        Duration flushInterval,
        Path spoolDirectory,
        long spoolLimitBytes,
        Duration autoSuspend,
        Duration holdBack,
        boolean telemetry) {
    /** Five minutes: a warehouse that is woken every minute never sleeps. */
    public static final Duration DEFAULT_FLUSH_INTERVAL = Duration.ofMinutes(5);

    public static final Duration DEFAULT_AUTO_SUSPEND = Duration.ofSeconds(60);
    public static final Duration DEFAULT_HOLD_BACK = Duration.ofHours(24);
    public static final long DEFAULT_SPOOL_LIMIT_BYTES = 4_000_000_000L;

    /** For people: where rows go. */
    String description() {
        return "Snowflake " + accountIdentifier + " " + database + "." + schema;
    }

    Place place() {
        return new Place(database, schema);
    }

    Grants grants() {
        return new Grants(place(), role, warehouse);
    }

    public SnowflakeSettings withHoldBack(Duration changed) {
        return new SnowflakeSettings(
                accountIdentifier,
                authentication,
                username,
                role,
                warehouse,
                database,
                schema,
                url,
                layout,
                flushInterval,
                spoolDirectory,
                spoolLimitBytes,
                autoSuspend,
                changed,
                telemetry);
    }
}
