package io.hubflow.app.command;

import io.hubflow.app.config.Configuration;
import io.hubflow.app.config.Settings;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.snowflake.SnowflakeOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * Keeps a second service away from the same tables, as long as this one lives: a lock on a file beside the DuckDB file, or in
 * the spool directory for Snowflake or MotherDuck, where it keeps away services that use the same directory. The operating system takes it back when the process ends, however it ends. It is no state:
 * deleting the file loses nothing.
 */
final class ServiceLock implements AutoCloseable {
    private final FileChannel channel;

    private ServiceLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * @throws ConnectorException {@code DESTINATION_LOCKED} when another service holds it; {@code DESTINATION_READ_ONLY} when
     *     the directory cannot be written
     */
    static ServiceLock take(Configuration configuration) {
        var file = file(configuration);
        try {
            var folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
            Files.createDirectories(folder);
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!lock(channel)) {
                channel.close();
                throw new ConnectorException(
                        ErrorCode.DESTINATION_LOCKED,
                        "Another hubflow service keeps the same tables up to date (it holds " + file + ").",
                        "This one was not started.",
                        "Stop the other one, or give this one another duckdb.path or spool-directory.");
            }
            return new ServiceLock(channel);
        } catch (IOException e) {
            throw new ConnectorException(
                    ErrorCode.DESTINATION_READ_ONLY,
                    "The directory of " + file + " cannot be written ("
                            + e.getClass().getSimpleName() + ").",
                    "The service was not started.",
                    "Give this user the right to write there, or choose another place.",
                    e);
        }
    }

    private static Path file(Configuration configuration) {
        return switch (configuration.destination()) {
            case DUCKDB -> {
                var database = configuration.duckDbPath().toAbsolutePath();
                yield database.resolveSibling(database.getFileName() + ".service");
            }
            case MOTHERDUCK ->
                configuration
                        .require(Settings.MOTHERDUCK_SPOOL)
                        .resolve("motherduck-" + configuration.require(Settings.MOTHERDUCK_DATABASE) + ".service");
            case SNOWFLAKE -> {
                var spool = Objects.requireNonNull(Settings.SNOWFLAKE.get(SnowflakeOption.SPOOL_DIRECTORY));
                yield Path.of(configuration.shown(spool)).resolve("service");
            }
        };
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
