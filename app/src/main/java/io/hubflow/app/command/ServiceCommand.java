package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.service.http.Passwords;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hubflow service}: what belongs to running {@code hubflow serve} for good. */
@Command(
        name = "service",
        description = {
            "Prepares `hubflow serve` for running unattended.",
            "",
            "install: writes a systemd unit that runs `hubflow serve` with your configuration file, as a unit of"
                    + " your own user, or with --run-as as a system unit. The unit contains no tokens; it reads them from a"
                    + " separate file.",
            "",
            "hash-password: reads a password or token from stdin and prints its hash, for service.password-hash"
                    + " or service.token-hash. Keep the hash secret too."
        },
        footer = {
            "",
            "Examples:",
            "  hubflow service install --dry-run",
            "  sudo hubflow service install --run-as hubflow --config /etc/hubflow/hubflow.yaml",
            "  head -c 24 /dev/urandom | base64 | tee token | hubflow service hash-password > token.hash",
            "  hubflow service hash-password < password.txt > password.hash"
        })
final class ServiceCommand implements Callable<Integer> {
    /** Shorter ones are guessed. */
    private static final int LEAST_CHARACTERS = 12;

    private static final Path CONFIGURATION = Path.of("hubflow.yaml");

    private final CommandContext context;

    @Parameters(paramLabel = "ACTION", description = "install or hash-password")
    private String action = "";

    @Option(
            names = "--run-as",
            paramLabel = "USER",
            description = "install: write a system unit that runs as this user, instead of a unit of your own user.")
    private @Nullable String runAs;

    @Option(names = "--dry-run", description = "install: print the unit, write nothing.")
    private boolean dryRun;

    @Option(
            names = "--command",
            paramLabel = "PATH",
            description = "install: the hubflow command to run; by default the one that you call now.")
    private @Nullable Path command;

    @Mixin
    private CommonFlags common = new CommonFlags();

    ServiceCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        common.sources(context);
        return switch (action) {
            case "install" -> install();
            case "hash-password" -> hashPassword();
            default ->
                throw new ConnectorException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "Unknown action \"" + action + "\".",
                        "Nothing was done.",
                        "Use install or hash-password.");
        };
    }

    private int install() {
        if (runAs != null && !runAs.matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}")) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "--run-as is not the name of a user.",
                    "Nothing was installed.",
                    "Give a name such as hubflow; `useradd --system hubflow` creates the user.");
        }
        var installation = new ServiceInstallation(
                context,
                context.workingDirectory()
                        .resolve(common.file().orElse(CONFIGURATION))
                        .toAbsolutePath()
                        .normalize(),
                Optional.ofNullable(runAs));
        var unit = installation.unit(command);
        if (dryRun) {
            context.out().print(unit.text());
            return ExitCode.OK.number();
        }
        return installation.write(unit);
    }

    private int hashPassword() {
        var secret = context.readInput().strip();
        if (secret.length() < LEAST_CHARACTERS) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "The password on stdin has fewer than " + LEAST_CHARACTERS + " characters.",
                    "No hash was made.",
                    "Choose a longer one.");
        }
        context.redactor().learnSecret(secret);
        context.standIn().println(Passwords.hash(secret));
        return ExitCode.OK.number();
    }
}
