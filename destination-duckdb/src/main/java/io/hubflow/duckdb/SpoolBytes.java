package io.hubflow.duckdb;

import io.hubflow.engine.destination.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Bytes waiting for a commit: the first {@value #MEMORY_BYTES} in memory, the rest in a file beside the database, which has no
 * name, so that a kill leaves nothing behind. What is appended between {@link #mark} and {@link #keep} is kept whole or not at
 * all. Not thread-safe.
 */
final class SpoolBytes implements AutoCloseable {
    /** Enough for an incremental run to need no file, small beside the 400 MB that the whole process may take. */
    private static final int MEMORY_BYTES = 1 << 20;

    private static final int FIRST_BYTES = 1 << 12;

    private final Path database;
    private final ByteSink sink = new ByteSink(FIRST_BYTES);
    private @Nullable FileChannel file;
    private long fileBytes;
    private int mark;

    SpoolBytes(Path database) {
        this.database = database;
    }

    /** Takes what is to be kept together; begins here. */
    ByteSink mark() {
        mark = sink.size();
        return sink;
    }

    /** @return bytes since the mark; a failure drops them */
    int keep() {
        var bytes = sink.size() - mark;
        if (sink.size() >= MEMORY_BYTES) {
            try {
                spill();
            } catch (IOException failure) {
                drop();
                throw WritablePath.failure(database, failure);
            }
        }
        return bytes;
    }

    /** Drops what came since the mark. */
    void drop() {
        sink.truncate(mark);
    }

    long size() {
        return fileBytes + sink.size();
    }

    boolean isInMemory() {
        return file == null;
    }

    /** Appends all of another spool that is in memory. */
    void append(SpoolBytes other) {
        mark().putBytes(other.sink.bytes(), other.sink.size());
        keep();
    }

    /** The frames in the order of appending; valid until the next append. */
    SpoolCursor cursor() {
        return new SpoolCursor(file, fileBytes, sink);
    }

    /** As {@link #cursor()}, of rows. */
    RowCursor rowCursor() {
        return new RowCursor(file, fileBytes, sink);
    }

    @Override
    public void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException failure) {
                throw WritablePath.failure(database, failure);
            }
        }
    }

    /** Moves the memory's bytes to the file; after a failure both are as they were. */
    private void spill() throws IOException {
        if (file == null) {
            file = openUnnamed(database);
        }
        var bytes = ByteBuffer.wrap(sink.bytes(), 0, sink.size());
        var position = fileBytes;
        while (bytes.hasRemaining()) {
            position += file.write(bytes, position);
        }
        fileBytes = position;
        sink.truncate(0);
    }

    private static FileChannel openUnnamed(Path database) throws IOException {
        var path = database.resolveSibling("." + database.getFileName() + "." + UUID.randomUUID() + ".spool");
        var options = Set.of(
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        return FileChannel.open(path, options, OwnerOnly.attributes(path));
    }
}
