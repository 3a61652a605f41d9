package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.service.http.Passwords;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code hubflow service}: what belongs to running {@code hubflow serve} for good. */
@Command(
        name = "service",
        description = {
            "Prepares `hubflow serve` for running unattended.",
            "",
            "hash-password: reads a password or token from stdin and prints its hash, for service.password-hash or"
                    + " service.token-hash. The hash is not the password, but keep it to yourself all the same."
        },
        footer = {
            "",
            "Examples:",
            "  head -c 24 /dev/urandom | base64 | tee token | hubflow service hash-password > token.hash",
            "  hubflow service hash-password < password.txt > password.hash"
        })
final class ServiceCommand implements Callable<Integer> {
    /** Shorter ones are guessed. */
    private static final int LEAST_CHARACTERS = 12;

    private final CommandContext context;

    @Parameters(paramLabel = "ACTION", description = "hash-password")
    private String action = "";

    @Mixin
    private CommonFlags common = new CommonFlags();

    ServiceCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        common.sources(context);
        return switch (action) {
            case "hash-password" -> hashPassword();
            default ->
                throw new ConnectorException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "Unknown action \"" + action + "\".",
                        "Nothing was done.",
                        "Give hash-password.");
        };
    }

    private int hashPassword() {
        var secret = context.readInput().strip();
        if (secret.length() < LEAST_CHARACTERS) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "The password on stdin has fewer than " + LEAST_CHARACTERS + " characters.",
                    "No hash was made.",
                    "Take a longer one.");
        }
        context.redactor().learnSecret(secret);
        context.standIn().println(Passwords.hash(secret));
        return ExitCode.OK.number();
    }
}
