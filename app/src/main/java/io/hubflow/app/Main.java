package io.hubflow.app;

import io.hubflow.app.command.Hubflow;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;

/** The process: the real surroundings, and the only exit. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        var err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        var surroundings = new Surroundings(
                System.getenv(),
                Path.of("").toAbsolutePath(),
                out,
                err,
                Boolean.getBoolean("hubflow.terminal"),
                InstantSource.system(),
                new Interruption());
        var code = Hubflow.run(surroundings, arguments);
        out.flush();
        System.exit(code);
    }
}
