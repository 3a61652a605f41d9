package io.hubflow.e2e.story;

import io.hubflow.app.CommandContext;
import io.hubflow.app.Interruption;
import io.hubflow.app.Logging;
import io.hubflow.app.Main;
import io.hubflow.app.command.Hubflow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Command lines of one folder and environment: most of them run in this JVM, those that are to be killed in one of their own. */
final class CommandLines {
    private static final long LONGEST_RUN_SECONDS = 300;

    private final Path folder;
    private final Map<String, String> environment;
    private final InstantSource clock;

    CommandLines(Path folder, Map<String, String> environment, InstantSource clock) {
        this.folder = folder;
        this.environment = environment;
        this.clock = clock;
    }

    /** How a command line ended. */
    record Ended(String line, int code, String out, String err) {
        String printed() {
            return out + err;
        }
    }

    Ended run(List<String> arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var context = new CommandContext(
                environment, folder, InputStream.nullInputStream(), out, err, false, clock, new Interruption());
        Logging.verbosity(0);
        var code = Hubflow.run(context, arguments.toArray(String[]::new));
        return new Ended(
                line(arguments), code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** As {@code hubflow …} in a process of its own, by this machine's clock. */
    Running start(List<String> arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Dhubflow.snowflake.driver=" + System.getProperty("hubflow.snowflake.driver", "none"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(arguments);
        var out = Files.createTempFile(folder, "stdout", ".txt");
        var err = Files.createTempFile(folder, "stderr", ".txt");
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        return new Running(line(arguments), process, out, err);
    }

    /** A process under way. */
    record Running(String line, Process process, Path out, Path err) {
        void kill() {
            process.destroyForcibly();
        }

        Ended await() throws IOException, InterruptedException {
            if (!process.waitFor(LONGEST_RUN_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(line + " has not ended after " + LONGEST_RUN_SECONDS + " s");
            }
            return new Ended(line, process.exitValue(), Files.readString(out), Files.readString(err));
        }
    }

    /** As a person types it. */
    static String line(List<String> arguments) {
        var line = new StringBuilder("hubflow");
        for (var argument : arguments) {
            line.append(' ').append(argument.matches("[A-Za-z0-9_./:=,@+-]+") ? argument : "'" + argument + "'");
        }
        return line.toString();
    }
}
