package io.hubflow.app.command;

import io.hubflow.app.config.Settings;
import io.hubflow.app.config.Sources;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags that say which tables are meant. */
final class DestinationFlags {
    @Option(names = "--to", paramLabel = "FILE", description = "The DuckDB file; hubflow.duckdb by default.")
    private @Nullable String to;

    void into(Sources sources) {
        sources.flag(Settings.DUCKDB_PATH, "--to", to);
    }
}
