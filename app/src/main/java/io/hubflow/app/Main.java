package io.hubflow.app;

import io.hubflow.app.command.Hubflow;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.time.InstantSource;

/** The process: the real surroundings, and the only exit. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        var surroundings = new Surroundings(
                System.getenv(),
                Path.of("").toAbsolutePath(),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                Boolean.getBoolean("hubflow.terminal"),
                InstantSource.system(),
                new Interruption());
        // Whatever a library or the JVM prints by itself is redacted like hubflow's own words.
        System.setErr(surroundings.err());
        System.setOut(surroundings.err());
        System.exit(Hubflow.run(surroundings, arguments));
    }
}
