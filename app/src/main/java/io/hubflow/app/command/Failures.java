package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.app.Logging;
import io.hubflow.app.config.ConfigurationException;
import io.hubflow.app.report.Json;
import io.hubflow.app.report.RunJson;
import io.hubflow.app.report.Troubleshooting;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.Arrays;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells of failures, to people on stderr or to programs as JSON on stdout, and turns them into exit codes. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private final CommandContext context;

    Failures(CommandContext context) {
        this.context = context;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult parsed) {
        var reports = commandLine.getCommand() instanceof Reports command ? command : null;
        if (failure instanceof ConfigurationException configuration) {
            if (reports != null && reports.json()) {
                print(Json.write(reports.failed(configuration)));
            } else {
                explain(configuration);
            }
            return ExitCode.USAGE.number();
        }
        var error = failure instanceof ConnectorException known ? known : bug(failure);
        if (reports != null && reports.json()) {
            print(Json.write(reports.failed(error)));
        } else {
            explain(error);
        }
        return number(ExitCode.of(error.code()));
    }

    private int number(ExitCode code) {
        return context.interruption().exact(code).number();
    }

    private void print(String json) {
        context.out().println(json);
        context.out().flush();
    }

    private void explain(ConfigurationException configuration) {
        var problems = configuration.problems();
        if (Logging.isJson()) {
            problems.forEach(problem -> LOG.error("Configuration: {}", problem));
            return;
        }
        var err = context.err();
        if (problems.size() == 1) {
            err.println("hubflow: " + problems.getFirst());
        } else {
            err.println("hubflow: the configuration has " + problems.size() + " problems:");
            problems.forEach(problem -> err.println("  " + problem));
        }
        err.println("Nothing was read or written.");
    }

    private void explain(ConnectorException error) {
        if (Logging.isJson()) {
            LOG.error("{} ({}, exit code {})", error.getMessage(), error.code(), number(ExitCode.of(error.code())));
            return;
        }
        var err = context.err();
        err.println("hubflow: " + error.what());
        if (!error.meaning().isBlank()) {
            err.println(error.meaning());
        }
        if (!error.action().isBlank()) {
            err.println("What to do: " + error.action());
        }
        err.println("(" + error.code() + ", exit code " + number(ExitCode.of(error.code())) + ")");
        err.println("More: " + Troubleshooting.of(error.code()));
    }

    /** The trace goes to stderr in both formats: without it nobody can mend the bug. */
    private ConnectorException bug(Exception failure) {
        failure.printStackTrace(context.err());
        return new ConnectorException(
                ErrorCode.BUG,
                "Internal error (" + failure.getClass().getName() + ").",
                "What was committed before is kept.",
                "Please report it with the lines above.",
                failure);
    }

    /** Wrong flags: what is wrong, what was probably meant, where to read more. */
    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLineSecrets.learn(arguments, context.redactor());
        var message = failure instanceof UnmatchedArgumentException unmatched
                ? CommandLineSecrets.describe(unmatched)
                : Objects.requireNonNullElse(failure.getMessage(), "The command line cannot be understood.");
        if (wantsJson(arguments)) {
            var error = new ConnectorException(ErrorCode.CONFIGURATION_INVALID, message, "Nothing was done.", "");
            print(Json.write(RunJson.failed(error)));
            return ExitCode.USAGE.number();
        }
        var err = failure.getCommandLine().getErr();
        err.println("hubflow: " + message);
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("See: " + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return ExitCode.USAGE.number();
    }

    private static boolean wantsJson(String[] arguments) {
        var words = Arrays.asList(arguments);
        var flag = words.indexOf("--output");
        return words.contains("--output=json")
                || (flag >= 0 && flag + 1 < words.size() && words.get(flag + 1).equals("json"));
    }
}
