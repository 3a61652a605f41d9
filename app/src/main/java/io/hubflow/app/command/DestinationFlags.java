package io.hubflow.app.command;

import io.hubflow.app.config.DestinationKind;
import io.hubflow.app.config.Settings;
import io.hubflow.app.config.Sources;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags that say which tables are meant. */
final class DestinationFlags {
    private static final Pattern MOTHERDUCK = Pattern.compile("(?is)(?:md|motherduck):(.*)");

    @Option(
            names = "--to",
            paramLabel = "FILE|snowflake",
            completionCandidates = Candidates.Destinations.class,
            description =
                    "The DuckDB file, such as crm.duckdb (hubflow.duckdb by default), or the word snowflake for the"
                            + " account and schema of the snowflake settings, or md:DATABASE for MotherDuck (untested).")
    private @Nullable String to;

    void into(Sources sources) {
        if (to != null) {
            into(sources, "--to", to);
        }
    }

    /** @param given the name of a warehouse, {@code md:} and a database, or else a file */
    static void into(Sources sources, String flag, String given) {
        for (var kind : DestinationKind.values()) {
            if (kind.key().equalsIgnoreCase(given.strip())) {
                sources.flag(Settings.DESTINATION, flag, kind.key());
                return;
            }
        }
        var database = motherDuckDatabase(given);
        if (database.isPresent()) {
            sources.flag(Settings.DESTINATION, flag, DestinationKind.MOTHERDUCK.key());
            sources.flag(Settings.MOTHERDUCK_DATABASE, flag, database.get());
            return;
        }
        sources.flag(Settings.DESTINATION, flag, DestinationKind.DUCKDB.key());
        sources.flag(Settings.DUCKDB_PATH, flag, given);
    }

    /** What follows MotherDuck's {@code md:}, whether or not a database can have that name; absent for anything else. */
    static Optional<String> motherDuckDatabase(String given) {
        var address = MOTHERDUCK.matcher(given.strip());
        return address.matches() ? Optional.of(address.group(1)) : Optional.empty();
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
