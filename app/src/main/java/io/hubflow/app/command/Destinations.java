package io.hubflow.app.command;

import io.hubflow.app.config.Configuration;
import io.hubflow.app.config.Settings;
import io.hubflow.duckdb.DuckDbDestination;
import io.hubflow.duckdb.DuckDbQuery;
import io.hubflow.duckdb.DuckDbSettings;
import io.hubflow.duckdb.DuckDbViews;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.DestinationReader;
import io.hubflow.engine.view.ViewStore;
import java.time.InstantSource;

/** Opens the warehouse that the configuration names. */
final class Destinations {
    private Destinations() {}

    /** @throws io.hubflow.error.ConnectorException with a {@code DESTINATION_*} code when it cannot be opened */
    static Destination open(Configuration configuration, InstantSource clock) {
        return switch (configuration.destination()) {
            case DUCKDB ->
                DuckDbDestination.open(new DuckDbSettings(
                        configuration.duckDbPath(),
                        configuration.require(Settings.DUCKDB_MEMORY_LIMIT),
                        configuration.require(Settings.DUCKDB_THREADS),
                        clock));
            case MOTHERDUCK -> DuckDbDestination.open(configuration.motherDuckSettings(clock));
            case SNOWFLAKE -> Snowflake.open(configuration.snowflakeSettings(), configuration.snowflakeNetwork());
        };
    }

    /** The same warehouse, to make views in. */
    static ViewStore views(Configuration configuration) {
        return switch (configuration.destination()) {
            case DUCKDB -> DuckDbViews.open(DuckDbSettings.of(configuration.duckDbPath()));
            case MOTHERDUCK -> DuckDbViews.open(configuration.motherDuckSettings(InstantSource.system()));
            case SNOWFLAKE -> Snowflake.views(configuration.snowflakeSettings(), configuration.snowflakeNetwork());
        };
    }

    /** The same warehouse, to look at. */
    static DestinationReader read(Configuration configuration) {
        return switch (configuration.destination()) {
            case DUCKDB -> DuckDbQuery.open(configuration.duckDbPath());
            case MOTHERDUCK -> DuckDbQuery.open(configuration.motherDuckSettings(InstantSource.system()));
            case SNOWFLAKE -> Snowflake.read(configuration.snowflakeSettings(), configuration.snowflakeNetwork());
        };
    }
}
