package io.hubflow.snowflake;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The local directory where rows wait for their commit: one folder for this process, gone when it closes, and a bound on
 * its size. Folders that a killed process left are removed. What is lost here is read from HubSpot again. Thread-safe.
 */
final class Spool implements AutoCloseable {
    private static final String ID = "id";

    private final Path root;
    private final SpoolFolder folder;
    private final boolean fresh;
    private final long limitBytes;
    private final AtomicLong usedBytes = new AtomicLong();

    private Spool(Path root, SpoolFolder folder, boolean fresh, long limitBytes) {
        this.fresh = fresh;
        this.root = root;
        this.folder = folder;
        this.limitBytes = limitBytes;
    }

    static Spool open(Path root, long limitBytes) {
        try {
            Files.createDirectories(root);
            boolean fresh = !Files.exists(root.resolve(ID));
            SpoolFolder.sweep(root);
            return new Spool(root, SpoolFolder.create(root), fresh, limitBytes);
        } catch (IOException | ReadOnlyFileSystemException e) {
            throw unusable(root, e);
        }
    }

    /**
     * Names this folder to later processes of this machine: an id of the spool directory, made at first use, and the folder.
     * Two machines never share the id, unless they share the directory.
     */
    String token() {
        return id() + "/" + folder.path().getFileName();
    }

    /** Whether a token names a folder of this directory that no process holds any more. False for other machines' tokens. */
    boolean isAbandoned(String token) {
        return isAbandoned(root, token);
    }

    /** The same of a directory that is only read. */
    static boolean isAbandoned(Path root, String token) {
        var file = root.resolve(ID);
        var name = token.substring(token.indexOf('/') + 1);
        try {
            return Files.exists(file)
                    && token.equals(Files.readString(file).strip() + "/" + name)
                    && SpoolFolder.isName(name)
                    && SpoolFolder.isAbandoned(root.resolve(name));
        } catch (AccessDeniedException otherUsers) {
            return false;
        } catch (IOException e) {
            throw unusable(root, e);
        }
    }

    private String id() {
        var file = root.resolve(ID);
        try {
            if (!Files.exists(file)) {
                var fresh = Files.createTempFile(root, "id-", ".tmp");
                Files.writeString(fresh, UUID.randomUUID().toString());
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw unusable(root, e);
        }
    }

    /** Whether no run of an earlier process has used the directory: it is new, or its disk does not last. */
    boolean isFresh() {
        return fresh;
    }

    Path root() {
        return root;
    }

    Path folder() {
        return folder.path();
    }

    long limitBytes() {
        return limitBytes;
    }

    void grew(long bytes) {
        usedBytes.addAndGet(bytes);
    }

    /**
     * Whether a stage of so many bytes should be committed now: the spool is half full and the stage is no small part of it,
     * or the spool is full.
     */
    boolean isCrowdedBy(long stageBytes) {
        long used = usedBytes.get();
        return stageBytes > 0 && (used >= limitBytes || used >= limitBytes / 2 && stageBytes >= limitBytes / 16);
    }

    /**
     * Checked before rows are added to others. The first rows of a stage are always taken, so that a limit smaller than a
     * batch does not stop a load: it is a bound on what waits besides the batches that are being read.
     *
     * @throws ConnectorException {@code DESTINATION_FULL} when the limit is reached
     */
    void requireRoom() {
        if (usedBytes.get() >= limitBytes) {
            throw new ConnectorException(
                    ErrorCode.DESTINATION_FULL,
                    String.format(
                            Locale.ROOT, "The spool directory %s reached its limit of %,d bytes.", root, limitBytes),
                    "Committed rows are safe; rows that were read since the last commit will be read again.",
                    "Raise snowflake.spool-limit, or sync fewer object types at once.");
        }
    }

    /** An interrupt closes a channel, and so the streams of {@link Files}; this one goes on, and nothing half-written is left. */
    static OutputStream output(Path file) throws IOException {
        return new FileOutputStream(file.toFile());
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
                        : "The spool directory " + path + " cannot be created or used (" + cause + ").";
        return new ConnectorException(
                full ? ErrorCode.DESTINATION_FULL : ErrorCode.DESTINATION_READ_ONLY,
                what,
                "Rows wait there until they are committed. Committed rows are safe; the others will be read again.",
                full
                        ? "Free some space, or point snowflake.spool-directory to a larger disk."
                        : denied
                                ? "Run `chmod u+rwx " + path + "`, or point snowflake.spool-directory elsewhere."
                                : "Point snowflake.spool-directory to a directory that this user can create and write.",
                cause);
    }

    @Override
    public void close() {
        try {
            folder.close();
        } catch (IOException e) {
            throw unusable(root, e);
        }
    }
}
