package io.hubflow.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.app.report.Json;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.function.UnaryOperator;

/**
 * The Snowflake emulator, which is no part of the command's class path: it is loaded out of a folder of its own when it is
 * asked for, and so spoken to by reflection.
 */
public final class SnowflakeStandIn implements AutoCloseable {
    /** Where {@code bin/build-hubflow} puts it; {@code ./hubflow} sets it. */
    private static final Path FOLDER = Path.of(System.getProperty("hubflow.snowflake.emulator", "lib/emulator"));

    private static final String PACKAGE = "io.hubflow.snowflake.emulator.";

    /** As in Snowflake (docs.snowflake.com sql-reference/transactions, read 2026-11-23). */
    public static final Duration IDLE_BLOCKER = Duration.ofMinutes(5);

    private final AutoCloseable emulator;
    private final String readyLine;

    private SnowflakeStandIn(AutoCloseable emulator, String readyLine) {
        this.emulator = emulator;
        this.readyLine = readyLine;
    }

    /** @param port 0 for any free one */
    public static SnowflakeStandIn start(int port) {
        return start(port, IDLE_BLOCKER);
    }

    /** @param idleBlocker how long a transaction that blocks another may be silent before it is rolled back */
    public static SnowflakeStandIn start(int port, Duration idleBlocker) {
        try {
            var loader = loader();
            var options = loader.loadClass(PACKAGE + "EmulatorOptions");
            var type = loader.loadClass(PACKAGE + "SnowflakeEmulator");
            var defaults = options.getMethod("defaults").invoke(null);
            var listening = options.getMethod("withPort", int.class).invoke(defaults, port);
            var limits = loader.loadClass(PACKAGE + "EmulatorLimits").getMethod("withIdleBlocker", Duration.class);
            var chosen = options.getMethod("withLimits", UnaryOperator.class)
                    .invoke(listening, (UnaryOperator<Object>) given -> changed(limits, given, idleBlocker));
            var emulator = (AutoCloseable) type.getMethod("start", options).invoke(null, chosen);
            return new SnowflakeStandIn(
                    emulator, (String) type.getMethod("readyLine").invoke(emulator));
        } catch (InvocationTargetException e) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "The Snowflake stand-in did not start (" + reason(e) + ").",
                    "Nothing was loaded.",
                    "Choose another port with --port; 0 takes any free one.",
                    e);
        } catch (ReflectiveOperationException e) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "The Snowflake stand-in is not in " + FOLDER + ".",
                    "It is a part for tests and demonstrations.",
                    "Run `make build`.",
                    e);
        }
    }

    private static String reason(InvocationTargetException e) {
        var cause = e.getCause();
        return cause == null ? "for an unknown reason" : String.valueOf(cause.getMessage());
    }

    private static Object changed(Method with, Object given, Object value) {
        try {
            return with.invoke(given, value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the emulator has other limits than this command knows", e);
        }
    }

    private static ClassLoader loader() {
        var here = SnowflakeStandIn.class.getClassLoader();
        if (!Files.isDirectory(FOLDER)) {
            return here;
        }
        try (var jars = Files.newDirectoryStream(FOLDER, "*.jar")) {
            var urls = new ArrayList<URL>();
            for (var jar : jars) {
                urls.add(jar.toUri().toURL());
            }
            return new URLClassLoader("snowflake-emulator", urls.toArray(URL[]::new), here);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot list " + FOLDER, e);
        }
    }

    /** One line of JSON: where it is and how to log in. */
    public String readyLine() {
        return readyLine;
    }

    JsonNode ready() {
        return Json.read(readyLine);
    }

    @Override
    public void close() {
        try {
            emulator.close();
        } catch (Exception e) {
            throw new IllegalStateException("the Snowflake stand-in did not stop", e);
        }
    }
}
