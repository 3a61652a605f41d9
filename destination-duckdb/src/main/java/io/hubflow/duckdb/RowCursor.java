package io.hubflow.duckdb;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows that {@link RowCodec} wrote, in order: {@link #next()}, the system values, {@link #unparsed()}, then each
 * column by {@link #nextTag()} and the value that the tag names. Not thread-safe.
 */
final class RowCursor {
    private static final int BUFFER_BYTES = 1 << 18;

    private final @Nullable FileChannel file;
    private final long fileBytes;
    private final ByteSink tail;
    private long filePosition;
    private boolean inTail;
    private ByteBuffer buffer;
    private int nextRow;

    long id;
    long createdAtMillis;
    long updatedAtMillis;
    long archivedAtMillis;
    long readAtMillis;
    long contentHash;
    boolean archived;

    /** @param tail the rows after those in the file */
    RowCursor(@Nullable FileChannel file, long fileBytes, ByteSink tail) {
        this.file = file;
        this.fileBytes = fileBytes;
        this.tail = tail;
        this.buffer = littleEndian(ByteBuffer.allocate(file == null ? 0 : BUFFER_BYTES))
                .limit(0);
    }

    /** Goes to the next row, wherever in the last one the reading stopped; false at the end. */
    boolean next() throws IOException {
        buffer.position(nextRow);
        if (!require(Integer.BYTES)) {
            return false;
        }
        var length = buffer.getInt();
        if (!require(length)) {
            throw new EOFException("the spool ends inside a row");
        }
        nextRow = buffer.position() + length;
        id = buffer.getLong();
        createdAtMillis = buffer.getLong();
        updatedAtMillis = buffer.getLong();
        archivedAtMillis = buffer.getLong();
        readAtMillis = buffer.getLong();
        contentHash = buffer.getLong();
        archived = buffer.get() != 0;
        return true;
    }

    @Nullable
    String unparsed() {
        return nextTag() == RowCodec.NULL ? null : text();
    }

    byte nextTag() {
        return buffer.get();
    }

    String text() {
        var length = buffer.getInt();
        var text = new String(buffer.array(), buffer.arrayOffset() + buffer.position(), length, StandardCharsets.UTF_8);
        buffer.position(buffer.position() + length);
        return text;
    }

    /** The value behind every tag but TEXT, NULL, FALSE and TRUE; a LONG_DECIMAL has two, the low half first. */
    long number() {
        return buffer.getLong();
    }

    /** Makes so many bytes available from the position on; false when the rows end here. */
    private boolean require(int bytes) throws IOException {
        while (buffer.remaining() < bytes) {
            if (inTail || (filePosition == fileBytes && !enterTail())) {
                return false;
            }
            if (!inTail) {
                refill(bytes);
            }
        }
        return true;
    }

    private boolean enterTail() {
        if (buffer.hasRemaining()) {
            return false;
        }
        inTail = true;
        nextRow = 0;
        buffer = littleEndian(ByteBuffer.wrap(tail.bytes(), 0, tail.size()));
        return true;
    }

    private void refill(int bytes) throws IOException {
        if (file == null) {
            return;
        }
        var larger = buffer.capacity() < bytes
                ? littleEndian(ByteBuffer.allocate(Math.max(bytes, buffer.capacity() * 2)))
                : buffer;
        if (larger == buffer) {
            buffer.compact();
        } else {
            larger.put(buffer);
            buffer = larger;
        }
        buffer.limit((int) Math.min(buffer.capacity(), buffer.position() + fileBytes - filePosition));
        var read = file.read(buffer, filePosition);
        if (read < 0) {
            throw new EOFException("the spool file is shorter than what was written to it");
        }
        filePosition += read;
        buffer.flip();
        nextRow = 0;
    }

    private static ByteBuffer littleEndian(ByteBuffer buffer) {
        return buffer.order(ByteOrder.LITTLE_ENDIAN);
    }
}
