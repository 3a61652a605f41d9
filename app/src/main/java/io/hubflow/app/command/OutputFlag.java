package io.hubflow.app.command;

import picocli.CommandLine.Option;

/** {@code --output}. */
final class OutputFlag {
    @Option(
            names = "--output",
            paramLabel = "text|json",
            completionCandidates = Candidates.Outputs.class,
            defaultValue = "text",
            description = "json: one JSON object on stdout and nothing else.")
    private OutputFormat format = OutputFormat.TEXT;

    boolean json() {
        return format == OutputFormat.JSON;
    }
}
