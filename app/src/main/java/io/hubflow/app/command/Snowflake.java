package io.hubflow.app.command;

import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.DestinationReader;
import io.hubflow.engine.verify.ForeignTable;
import io.hubflow.snowflake.DriverConnections;
import io.hubflow.snowflake.SnowflakeDestination;
import io.hubflow.snowflake.SnowflakeDriver;
import io.hubflow.snowflake.SnowflakeForeignTable;
import io.hubflow.snowflake.SnowflakeQuery;
import io.hubflow.snowflake.SnowflakeSettings;
import io.hubflow.snowflake.SnowflakeViews;
import io.hubflow.snowflake.Timing;
import java.nio.file.Path;
import java.util.Map;

/**
 * Opens Snowflake. Apart from {@link Destinations}, so that nothing of it is loaded for another destination; the driver comes
 * out of a directory of its own.
 */
public final class Snowflake {
    /** Where {@code hubflow snowflake driver} and {@code make snowflake-driver} put the driver; {@code ./hubflow} sets it. */
    private static final String DRIVER_DIRECTORY = System.getProperty("hubflow.snowflake.driver", "lib/snowflake");

    private Snowflake() {}

    /** Where the driver is looked for, unless it is on the class path. */
    static String driverDirectory() {
        return DRIVER_DIRECTORY;
    }

    public static Destination open(SnowflakeSettings settings) {
        return open(settings, Map.of());
    }

    /** @param network properties of the driver that say how the account is reached */
    static Destination open(SnowflakeSettings settings, Map<String, String> network) {
        return SnowflakeDestination.open(settings, connections(settings, network), Timing.SYSTEM);
    }

    static DestinationReader read(SnowflakeSettings settings, Map<String, String> network) {
        return SnowflakeQuery.open(settings, connections(settings, network), Timing.SYSTEM);
    }

    static SnowflakeViews views(SnowflakeSettings settings, Map<String, String> network) {
        return SnowflakeViews.open(settings, connections(settings, network), Timing.SYSTEM);
    }

    static ForeignTable foreignTable(
            SnowflakeSettings settings, Map<String, String> network, ForeignTable.Columns columns) {
        return SnowflakeForeignTable.open(settings, connections(settings, network), Timing.SYSTEM, columns);
    }

    public static DriverConnections connections(SnowflakeSettings settings) {
        return connections(settings, Map.of());
    }

    private static DriverConnections connections(SnowflakeSettings settings, Map<String, String> network) {
        return new DriverConnections(SnowflakeDriver.load(Path.of(DRIVER_DIRECTORY)), settings, network);
    }
}
