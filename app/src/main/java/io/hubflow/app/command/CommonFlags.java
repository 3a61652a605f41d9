package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.Logging;
import io.hubflow.app.config.Sources;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags that every command has. */
final class CommonFlags {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration file; by default hubflow.yaml in the current directory, if there is one.")
    private @Nullable Path config;

    @Option(names = "-v", description = "More detail on stderr; -vv for even more.")
    private boolean[] verbosity = {};

    @Option(
            names = "--log-format",
            paramLabel = "text|json",
            description = "Log lines on stderr as text (default), or as one JSON object per line from level INFO.")
    private LogFormat logFormat = LogFormat.TEXT;

    /** How log lines are written. */
    private enum LogFormat {
        TEXT,
        JSON
    }

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    /** The configuration file, where one was given. */
    Optional<Path> file() {
        return Optional.ofNullable(config);
    }

    /** The configuration file, as it was given. */
    String written() {
        return GivenFlags.written("--config", config == null ? null : config.toString());
    }

    /** The sources of settings, with this command's configuration file; logging is set up too. */
    Sources sources(CommandContext context) {
        if (verbosity.length > 0) {
            Logging.verbosity(verbosity.length);
        }
        if (logFormat == LogFormat.JSON) {
            Logging.json();
        }
        var sources =
                new Sources(context.environment(), context.workingDirectory(), context.clock(), context.redactor());
        sources.file(config);
        return sources;
    }
}
