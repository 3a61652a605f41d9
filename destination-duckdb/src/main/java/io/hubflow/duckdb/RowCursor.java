package io.hubflow.duckdb;

import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows that {@link RowCodec} wrote, in order: {@link #next()}, the system values, {@link #unparsed()}, then each
 * column by {@link #nextTag()} and the value that the tag names. Not thread-safe.
 */
final class RowCursor extends SpoolCursor {
    long id;
    long createdAtMillis;
    long updatedAtMillis;
    long archivedAtMillis;
    long versionMicros;
    long readAtMillis;
    long contentHash;
    boolean archived;

    RowCursor(@Nullable FileChannel file, long fileBytes, ByteSink tail) {
        super(file, fileBytes, tail);
    }

    /** Goes to the next row, wherever in the last one the reading stopped; false at the end. */
    boolean next() throws IOException {
        if (!nextFrame()) {
            return false;
        }
        id = number();
        createdAtMillis = number();
        updatedAtMillis = number();
        archivedAtMillis = number();
        versionMicros = number();
        readAtMillis = number();
        contentHash = number();
        archived = nextTag() != 0;
        return true;
    }

    @Nullable
    String unparsed() {
        return nextTag() == RowCodec.NULL ? null : text();
    }
}
