package io.hubflow.app;

import io.hubflow.app.command.Hubflow;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Stream;

/** The process: the real context, and the only exit. */
public final class Main {
    /** What the JVM makes of a byte that is none of the locale's characters. */
    private static final char NOT_DECODED = '\ufffd';

    private Main() {}

    public static void main(String[] arguments) {
        var context = new CommandContext(
                System.getenv(),
                Path.of("").toAbsolutePath(),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                Boolean.getBoolean("hubflow.terminal"),
                InstantSource.system(),
                new Interruption());
        // Whatever a library or the JVM prints by itself is redacted like hubflow's own words.
        System.setErr(context.err());
        System.setOut(context.err());
        var garbled = Stream.concat(
                        Stream.of(arguments),
                        System.getenv().entrySet().stream()
                                .filter(variable -> variable.getKey().startsWith("HUBFLOW_"))
                                .map(Map.Entry::getValue))
                .anyMatch(text -> text.indexOf(NOT_DECODED) >= 0);
        if (garbled && !"UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"))) {
            context.err()
                    .println(
                            "hubflow: the locale of this process cannot carry a character that was given to it, so a name"
                                    + " would not be found. Set LC_ALL to a UTF-8 locale, such as C.UTF-8; ./hubflow does so where"
                                    + " there is one.");
            System.exit(ExitCode.USAGE.number());
        }
        // A proxy's login is sent as Basic, which the JDK withholds from tunnels otherwise.
        System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
        System.exit(Hubflow.run(context, arguments));
    }
}
