package io.hubflow.duckdb;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames in the order in which they were spooled: the length, then bytes that a codec wrote. Values are read by
 * {@link #nextTag()} and what the tag names. Not thread-safe.
 */
class SpoolCursor {
    private static final int BUFFER_BYTES = 1 << 18;

    private final @Nullable FileChannel file;
    private final long fileBytes;
    private final ByteSink tail;
    private long filePosition;
    private boolean inTail;
    private ByteBuffer buffer;
    private int nextFrame;

    /** @param tail the frames after those in the file */
    SpoolCursor(@Nullable FileChannel file, long fileBytes, ByteSink tail) {
        this.file = file;
        this.fileBytes = fileBytes;
        this.tail = tail;
        this.buffer = littleEndian(ByteBuffer.allocate(file == null ? 0 : BUFFER_BYTES))
                .limit(0);
    }

    /** Goes to the next frame, wherever in the last one the reading stopped; false at the end. */
    final boolean nextFrame() throws IOException {
        buffer.position(nextFrame);
        if (!require(Integer.BYTES)) {
            return false;
        }
        var length = buffer.getInt();
        if (!require(length)) {
            throw new EOFException("the spool ends inside a frame");
        }
        nextFrame = buffer.position() + length;
        return true;
    }

    final byte nextTag() {
        return buffer.get();
    }

    final String text() {
        var length = buffer.getInt();
        var text = new String(buffer.array(), buffer.arrayOffset() + buffer.position(), length, StandardCharsets.UTF_8);
        buffer.position(buffer.position() + length);
        return text;
    }

    /** A text as it stands in the spool, in UTF-8. */
    final byte[] bytes() {
        var bytes = new byte[buffer.getInt()];
        buffer.get(bytes);
        return bytes;
    }

    /** The value behind every tag but TEXT, NULL, FALSE and TRUE; a LONG_DECIMAL has two, the low half first. */
    final long number() {
        return buffer.getLong();
    }

    /** Makes so many bytes available from the position on; false when the frames end here. */
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
        nextFrame = 0;
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
        nextFrame = 0;
    }

    private static ByteBuffer littleEndian(ByteBuffer buffer) {
        return buffer.order(ByteOrder.LITTLE_ENDIAN);
    }
}
