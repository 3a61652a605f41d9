package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.Logging;
import io.hubflow.app.config.Sources;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags that every command has. */
final class CommonFlags {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration file; by default hubflow.yaml in the current directory, if there is one.")
    private @Nullable Path config;

    @Option(names = "-v", description = "Tell more on stderr; -vv still more.")
    private boolean[] verbosity = {};

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    /** The configuration file, as it was given. */
    String written() {
        return GivenFlags.written("--config", config == null ? null : config.toString());
    }

    /** The sources of settings, with this command's configuration file; logging is set up too. */
    Sources sources(CommandContext context) {
        if (verbosity.length > 0) {
            Logging.verbosity(verbosity.length);
        }
        var sources =
                new Sources(context.environment(), context.workingDirectory(), context.clock(), context.redactor());
        sources.file(config);
        return sources;
    }
}
