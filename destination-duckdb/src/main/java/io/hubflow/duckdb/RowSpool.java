package io.hubflow.duckdb;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.Row;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Rows waiting for a commit: the first {@value #MEMORY_BYTES} bytes in memory, the rest in a file beside the database,
 * which has no name, so that a kill leaves nothing behind. Not thread-safe.
 */
final class RowSpool implements AutoCloseable {
    /** Enough for an incremental run to need no file, small beside the 400 MB that the whole process may take. */
    private static final int MEMORY_BYTES = 1 << 20;

    /** A row with long texts: DuckDB holds those of a commit in memory until it has written them. */
    private static final int LARGE_ROW_BYTES = 32 << 10;

    /** Large rows make a commit due this much sooner (measured: 96 MB of 60 KB texts need more than 112 MB, 32 MB do not). */
    private static final int LARGE_ROW_WEIGHT = 3;

    private final Path database;
    private final List<Column> columns;
    private final RowVersions versions = new RowVersions();
    private final ByteSink sink = new ByteSink(1 << 14);
    private @Nullable FileChannel file;
    private long fileBytes;
    private long extraWeight;

    RowSpool(Path database, List<Column> columns) {
        this.database = database;
        this.columns = columns;
    }

    /** @throws IllegalArgumentException when a value is not of its column's class */
    void append(Row row) {
        var start = sink.size();
        RowCodec.write(sink, row, columns);
        var rowBytes = sink.size() - start;
        if (sink.size() >= MEMORY_BYTES) {
            try {
                spill();
            } catch (IOException failure) {
                sink.truncate(start);
                throw WritablePath.failure(database, failure);
            }
        }
        if (rowBytes > LARGE_ROW_BYTES) {
            extraWeight += (long) rowBytes * (LARGE_ROW_WEIGHT - 1);
        }
        versions.add(row);
    }

    /** Which of the rows count; their positions are the order of appending, from 0. */
    RowVersions versions() {
        return versions;
    }

    /** The rows in the order of appending; valid until the next append. */
    RowCursor cursor() {
        return new RowCursor(file, fileBytes, sink);
    }

    long rows() {
        return versions.rows();
    }

    /** By which a commit becomes due: large rows weigh more than they take. */
    long weight() {
        return fileBytes + sink.size() + extraWeight;
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

    /** Moves the memory's rows to the file; after a failure both are as they were. */
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
        var options = java.util.Set.of(
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        var posix = Files.getFileStore(database.toAbsolutePath().getParent()).supportsFileAttributeView("posix");
        return posix
                ? FileChannel.open(
                        path,
                        options,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                : FileChannel.open(path, options, new FileAttribute<?>[0]);
    }
}
