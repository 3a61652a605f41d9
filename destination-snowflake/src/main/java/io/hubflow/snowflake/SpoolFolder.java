package io.hubflow.snowflake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

/**
 * One folder of the spool directory, held by a lock on a file in it. The operating system takes the lock back when the process ends,
 * however it ends; then any process may remove the folder.
 *
 * <p>On Unix, closing a file takes back every lock that the process has on it, by whatever channel. So a process never opens the lock
 * of a folder of its own: it knows them by their names, in which it has an id, also where two class loaders load this class.
 */
final class SpoolFolder implements AutoCloseable {
    private static final String HELD = "spool-";
    private static final String UNFINISHED = "new-";
    private static final String LOCK = "lock";
    private static final String PROCESS = "hubflow.spool.process";
    private static final Duration LONG_UNFINISHED = Duration.ofDays(1);

    private final Path path;
    private final FileChannel lock;

    private SpoolFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** A new one. Others see it only when it is locked. */
    static SpoolFolder create(Path root) throws IOException {
        var unfinished = Files.createTempDirectory(root, UNFINISHED);
        var lock = FileChannel.open(unfinished.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            lock.lock();
            var name = ownPrefix() + UUID.randomUUID().toString().replace("-", "");
            return new SpoolFolder(Files.move(unfinished, root.resolve(name), StandardCopyOption.ATOMIC_MOVE), lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    Path path() {
        return path;
    }

    static boolean isName(String name) {
        return name.matches(HELD + "\\w+");
    }

    /** Whether no process holds it any more. */
    static boolean isAbandoned(Path folder) throws IOException {
        if (String.valueOf(folder.getFileName()).startsWith(ownPrefix())) {
            return !Files.exists(folder);
        }
        var file = folder.resolve(LOCK);
        if (!Files.exists(file)) {
            return !Files.exists(folder);
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE);
                var lock = channel.tryLock()) {
            return lock != null;
        } catch (NoSuchFileException removedMeanwhile) {
            return !Files.exists(folder);
        }
    }

    /** Removes what killed processes have left. */
    static void sweep(Path root) throws IOException {
        var before = FileTime.from(Instant.now().minus(LONG_UNFINISHED));
        try (var children = Files.newDirectoryStream(root)) {
            for (var child : children) {
                var name = String.valueOf(child.getFileName());
                var left = name.startsWith(HELD)
                        ? isAbandoned(child)
                        : name.startsWith(UNFINISHED)
                                && Files.getLastModifiedTime(child).compareTo(before) < 0;
                if (left) {
                    delete(child);
                }
            }
        }
    }

    /** With everything in it, also while another process does the same. */
    static void delete(Path folder) throws IOException {
        while (Files.exists(folder)) {
            try (var paths = Files.walk(folder)) {
                for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            } catch (UncheckedIOException e) {
                if (!(e.getCause() instanceof NoSuchFileException)) {
                    throw e.getCause();
                }
            } catch (NoSuchFileException removedMeanwhile) {
                // What is left is looked at again.
            }
        }
    }

    private static String ownPrefix() {
        return HELD
                + System.getProperties()
                        .computeIfAbsent(
                                PROCESS, name -> UUID.randomUUID().toString().replace("-", ""))
                + "_";
    }

    @Override
    public void close() throws IOException {
        // Locked until it is gone, or a sweep would remove it at the same time.
        try (lock) {
            delete(path);
        }
    }
}
