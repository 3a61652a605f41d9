package io.hubflow.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.app.CommandContext;
import io.hubflow.app.Interruption;
import io.hubflow.app.Logging;
import io.hubflow.app.report.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** One command line, run in this JVM with context of its own: what it printed and its exit code. */
record CommandLineRun(int code, String out, String err) {
    static CommandLineRun of(Path folder, Map<String, String> environment, String... arguments) {
        return onto(new ByteArrayOutputStream(), folder, environment, arguments);
    }

    /** With something on stdin. */
    static CommandLineRun reading(String input, Path folder, Map<String, String> environment, String... arguments) {
        return run(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new ByteArrayOutputStream(),
                folder,
                environment,
                arguments);
    }

    /** With a stdout that may fail, as a full disk does. */
    static CommandLineRun onto(OutputStream out, Path folder, Map<String, String> environment, String... arguments) {
        return run(InputStream.nullInputStream(), out, folder, environment, arguments);
    }

    private static CommandLineRun run(
            InputStream in, OutputStream out, Path folder, Map<String, String> environment, String... arguments) {
        var err = new ByteArrayOutputStream();
        var context = new CommandContext(
                environment, folder, in, out, err, false, InstantSource.system(), new Interruption());
        Logging.verbosity(0); // an earlier command line's -v lasts as long as its process
        var code = Hubflow.run(context, arguments);
        var printed = out instanceof ByteArrayOutputStream bytes ? bytes.toString(StandardCharsets.UTF_8) : "";
        return new CommandLineRun(code, printed, err.toString(StandardCharsets.UTF_8));
    }

    /** The one JSON object that {@code --output json} promises. */
    JsonNode json() {
        if (out.strip().lines().count() != 1) {
            throw new AssertionError("expected one line of JSON on stdout, got:\n" + out + "\nstderr:\n" + err);
        }
        return Json.read(out);
    }
}
