package io.hubflow.app.command;

import io.hubflow.app.config.DestinationKind;
import io.hubflow.app.config.Settings;
import io.hubflow.app.config.Sources;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags that say which tables are meant. */
final class DestinationFlags {
    @Option(
            names = "--to",
            paramLabel = "FILE|snowflake",
            description =
                    "The DuckDB file (hubflow.duckdb by default), or the word snowflake: the account and schema that"
                            + " the snowflake settings name.")
    private @Nullable String to;

    void into(Sources sources) {
        if (DestinationKind.SNOWFLAKE.key().equals(to)) {
            sources.flag(Settings.DESTINATION, "--to", to);
        } else if (to != null) {
            sources.flag(Settings.DESTINATION, "--to", DestinationKind.DUCKDB.key());
            sources.flag(Settings.DUCKDB_PATH, "--to", to);
        }
    }
}
