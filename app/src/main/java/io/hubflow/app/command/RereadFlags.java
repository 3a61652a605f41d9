package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.config.Configuration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What {@code rewind}, {@code replay} and {@code reset} have in common: which tables, and whether to ask. */
final class RereadFlags {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--in",
            paramLabel = "FILE|snowflake",
            completionCandidates = Candidates.Destinations.class,
            description = "The DuckDB file, such as crm.duckdb (hubflow.duckdb by default), the word"
                    + " snowflake, or md:DATABASE for MotherDuck (untested).")
    private @Nullable String in;

    @Option(names = "--yes", description = "Do not ask for confirmation.")
    private boolean yes;

    @Mixin
    private OutputFlag output = new OutputFlag();

    @Mixin
    private CommonFlags common = new CommonFlags();

    /** What this command line asks for. */
    RereadRequest request(CommandContext context) {
        return new RereadRequest(context, Objects.requireNonNull(command), this);
    }

    Configuration configuration(CommandContext context) {
        var sources = common.sources(context);
        if (in != null) {
            DestinationFlags.into(sources, "--in", in);
        }
        return Configuration.load(sources, Configuration.Need.NOTHING);
    }

    boolean yes() {
        return yes;
    }

    boolean json() {
        return output.json();
    }
}
