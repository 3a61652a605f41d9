package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hubflow completion}: a script for bash and zsh. */
@Command(
        name = "completion",
        description = "Prints a script that completes hubflow's commands and flags in bash and zsh.",
        footer = {"", "Example, in ~/.bashrc or ~/.zshrc:", "  source <(/path/to/hubflow completion)"})
final class CompletionCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    private CommonFlags common = new CommonFlags();

    @Spec
    private @Nullable CommandSpec spec;

    CompletionCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var root = Objects.requireNonNull(spec).root().commandLine();
        context.out().println(AutoComplete.bash("hubflow", root));
        return ExitCode.OK.number();
    }
}
