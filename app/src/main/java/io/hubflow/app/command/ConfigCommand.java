package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.app.config.Configuration;
import io.hubflow.app.config.ConfigurationReference;
import io.hubflow.app.config.ConfigurationSchema;
import io.hubflow.app.config.Settings;
import io.hubflow.app.report.TextTable;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hubflow config}: what can be set, and what is. */
@Command(
        name = "config",
        description = "Shows what can be set in hubflow.yaml, and what is set.",
        footer = {
            "",
            "Examples:",
            "  hubflow config example > hubflow.yaml    a file to start from",
            "  hubflow config show                      what a sync here would use, and where each value comes from",
            "  hubflow config schema                    JSON Schema, for editors"
        })
final class ConfigCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    private CommonFlags common = new CommonFlags();

    @Spec
    private @Nullable CommandSpec spec;

    ConfigCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Objects.requireNonNull(spec).commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE.number();
    }

    @Command(name = "schema", description = "Prints the JSON Schema of hubflow.yaml.")
    int schema(@Mixin CommonFlags flags) {
        context.out().print(ConfigurationSchema.json());
        return ExitCode.OK.number();
    }

    @Command(name = "example", description = "Prints a hubflow.yaml with every setting explained.")
    int example(@Mixin CommonFlags flags) {
        context.out().print(ConfigurationSchema.example());
        return ExitCode.OK.number();
    }

    @Command(name = "reference", description = "Prints a page about every setting, in Markdown.")
    int reference(@Mixin CommonFlags flags) {
        context.out().print(ConfigurationReference.markdown());
        return ExitCode.OK.number();
    }

    @Command(
            name = "show",
            description = "Prints every setting, its value and where it comes from; secrets are not shown.")
    int show(@Mixin CommonFlags flags) {
        var configuration = Configuration.load(flags.sources(context), Configuration.Need.NOTHING);
        var table = new TextTable(List.of("setting", "value", "from"));
        for (var setting : Settings.all()) {
            var value = configuration.isSecret(setting)
                    ? configuration
                            .secretOrigin(setting)
                            .map(origin -> "(hidden)")
                            .orElse("")
                    : configuration.shown(setting);
            var origin = configuration.isSecret(setting)
                    ? configuration.secretOrigin(setting)
                    : configuration.origin(setting);
            table.row(setting.key(), value, origin.orElse("not set"));
        }
        context.out().print(table.render());
        return ExitCode.OK.number();
    }
}
