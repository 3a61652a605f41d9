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
            completionCandidates = Candidates.Destinations.class,
            description =
                    "The DuckDB file, such as crm.duckdb (hubflow.duckdb by default), or the word snowflake for the"
                            + " account and schema of the snowflake settings.")
    private @Nullable String to;

    void into(Sources sources) {
        if (to == null) {
            return;
        }
        for (var kind : DestinationKind.values()) {
            if (kind.key().equalsIgnoreCase(to.strip())) {
                sources.flag(Settings.DESTINATION, "--to", kind.key());
                return;
            }
        }
        sources.flag(Settings.DESTINATION, "--to", DestinationKind.DUCKDB.key());
        sources.flag(Settings.DUCKDB_PATH, "--to", to);
    }

    /** Whether the flag names Snowflake. */
    boolean isSnowflake() {
        return to != null && DestinationKind.SNOWFLAKE.key().equalsIgnoreCase(to.strip());
    }

    /** The flag as it was given, to follow a command that is suggested; empty when it was not. */
    String written() {
        return GivenFlags.written("--to", to);
    }
}
