package io.hubflow.snowflake;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The local directory where rows wait for their commit: one folder for this process, gone when it closes, and a bound on
 * its size. Folders that a killed process left are removed. What is lost here is read from HubSpot again. Thread-safe.
 */
final class Spool implements AutoCloseable {
    private final Path root;
    private final Path folder;
    private final long limitBytes;
    private final AtomicLong usedBytes = new AtomicLong();
    private final FileChannel lockChannel;
    private final FileLock lock;

    private Spool(Path root, Path folder, long limitBytes, FileChannel lockChannel, FileLock lock) {
        this.root = root;
        this.folder = folder;
        this.limitBytes = limitBytes;
        this.lockChannel = lockChannel;
        this.lock = lock;
    }

    static Spool open(Path root, long limitBytes) {
        try {
            Files.createDirectories(root);
            sweep(root);
            var folder = Files.createTempDirectory(root, "spool-");
            var channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            return new Spool(root, folder, limitBytes, channel, channel.lock());
        } catch (IOException | ReadOnlyFileSystemException e) {
            throw unusable(root, e);
        }
    }

    Path root() {
        return root;
    }

    Path folder() {
        return folder;
    }

    long limitBytes() {
        return limitBytes;
    }

    /** @throws ConnectorException {@code DESTINATION_FULL} when the spool would outgrow its limit */
    void grew(long bytes) {
        if (usedBytes.addAndGet(bytes) > limitBytes) {
            throw new ConnectorException(
                    ErrorCode.DESTINATION_FULL,
                    String.format(
                            Locale.ROOT, "The spool directory %s reached its limit of %,d bytes.", root, limitBytes),
                    "Nothing that was committed is lost; the rows since then will be read again.",
                    "Raise snowflake.spool-limit, or sync fewer object types at once.");
        }
    }

    void shrank(long bytes) {
        usedBytes.addAndGet(-bytes);
    }

    static ConnectorException unusable(Path path, Throwable cause) {
        boolean full = cause.getMessage() != null && cause.getMessage().contains("No space left");
        boolean denied = cause instanceof AccessDeniedException || cause instanceof ReadOnlyFileSystemException;
        var what = full
                ? "The disk of the spool directory " + path + " is full."
                : denied
                        ? "The spool directory " + path + " cannot be written."
                        : "The spool directory " + path + " cannot be made or used (" + cause + ").";
        return new ConnectorException(
                full ? ErrorCode.DESTINATION_FULL : ErrorCode.DESTINATION_READ_ONLY,
                what,
                "Rows wait there for their commit; nothing that was committed is lost, the rest will be read again.",
                full
                        ? "Free some space, or point snowflake.spool-directory to a larger disk."
                        : denied
                                ? "Run `chmod u+rwx " + path + "`, or point snowflake.spool-directory elsewhere."
                                : "Point snowflake.spool-directory to a directory that can be made and written.",
                cause);
    }

    private static void sweep(Path root) throws IOException {
        try (var children = Files.newDirectoryStream(root, "spool-*")) {
            for (var child : children) {
                if (isAbandoned(child)) {
                    delete(child);
                }
            }
        }
    }

    private static boolean isAbandoned(Path folder) throws IOException {
        var file = folder.resolve("lock");
        if (!Files.exists(file)) {
            return false;
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE);
                var lock = channel.tryLock()) {
            return lock != null;
        } catch (java.nio.channels.OverlappingFileLockException e) {
            return false;
        }
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
            lockChannel.close();
            delete(folder);
        } catch (IOException e) {
            throw unusable(root, e);
        }
    }
}
