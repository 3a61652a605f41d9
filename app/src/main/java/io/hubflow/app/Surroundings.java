package io.hubflow.app;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/**
 * What a command sees of the world; tests give their own.
 *
 * @param out results, and with {@code --output json} nothing else
 * @param err progress, notices and failures
 * @param terminal whether {@code err} is a terminal that a person looks at
 */
public record Surroundings(
        Map<String, String> environment,
        Path workingDirectory,
        PrintStream out,
        PrintStream err,
        boolean terminal,
        InstantSource clock,
        Interruption interruption) {
    /** Whether bars and colours are welcome. */
    public boolean lively() {
        return terminal && !"dumb".equals(environment.get("TERM")) && !environment.containsKey("CI");
    }
}
