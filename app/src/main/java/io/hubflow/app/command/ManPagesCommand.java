package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hubflow man-pages}, which the build of a release runs: one page for each command. */
@Command(name = "man-pages", hidden = true, description = "Writes a man page for each command into a folder.")
final class ManPagesCommand implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(paramLabel = "FOLDER", description = "Where the pages go; it is created if it is missing.")
    private Path folder = Path.of("");

    @Spec
    private @Nullable CommandSpec spec;

    ManPagesCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        var target = context.workingDirectory().resolve(folder);
        Files.createDirectories(target);
        write(Objects.requireNonNull(spec).root(), target);
        return ExitCode.OK.number();
    }

    private static void write(CommandSpec command, Path folder) throws IOException {
        Files.writeString(folder.resolve(ManPage.name(command) + ".1"), ManPage.render(command));
        for (var sub : command.subcommands().values()) {
            if (!sub.getCommandSpec().usageMessage().hidden() && !isHelp(sub)) {
                write(sub.getCommandSpec(), folder);
            }
        }
    }

    private static boolean isHelp(CommandLine command) {
        return command.getCommandSpec().helpCommand();
    }
}
