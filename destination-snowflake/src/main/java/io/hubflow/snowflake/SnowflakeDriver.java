package io.hubflow.snowflake;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.util.ArrayList;
import java.util.ServiceLoader;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Finds the Snowflake driver, which is no dependency of hubflow: it weighs a hundred megabytes, and only those who load into
 * Snowflake need it. It is looked for on the class path first, then in a directory, there by a class loader of its own.
 */
public final class SnowflakeDriver {
    private static final String PACKAGE = "net.snowflake.";
    /** Held, because java.util.logging forgets the level of a logger that nobody holds. */
    private static final Logger DRIVER_LOG = Logger.getLogger("net.snowflake");

    private SnowflakeDriver() {}

    /**
     * @param directory may not exist
     * @throws ConnectorException {@code CONFIGURATION_INVALID} when there is no driver
     */
    public static Driver load(Path directory) {
        DRIVER_LOG.setLevel(Level.OFF);
        var found = find(SnowflakeDriver.class.getClassLoader());
        if (found != null) {
            return found;
        }
        var jars = jars(directory);
        var driver = jars.length == 0 ? null : find(new URLClassLoader("snowflake-driver", jars, parent()));
        if (driver == null) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "The Snowflake JDBC driver is not in " + directory + ".",
                    "It is an optional part of hubflow, because of its size.",
                    "Run `hubflow snowflake driver` (`make snowflake-driver` in a checkout), or put snowflake-jdbc-4.4.1.jar (Maven Central, net.snowflake) there.");
        }
        return driver;
    }

    private static ClassLoader parent() {
        return ClassLoader.getPlatformClassLoader();
    }

    private static @org.jspecify.annotations.Nullable Driver find(ClassLoader loader) {
        for (var provider : ServiceLoader.load(Driver.class, loader).stream().toList()) {
            if (provider.type().getName().startsWith(PACKAGE)) {
                return provider.get();
            }
        }
        return null;
    }

    private static URL[] jars(Path directory) {
        if (!Files.isDirectory(directory)) {
            return new URL[0];
        }
        try (var files = Files.newDirectoryStream(directory, "*.jar")) {
            var urls = new ArrayList<URL>();
            for (var file : files) {
                urls.add(file.toUri().toURL());
            }
            return urls.toArray(URL[]::new);
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw Spool.unusable(directory, e);
        }
    }
}
