package io.hubflow.hubspot;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * Unpacks compressed answers, which {@code java.net.http} does not do. JSON of records shrinks to about a tenth.
 *
 * <p>The trailer of gzip says how long the unpacked bytes are (RFC 1952, ISIZE), so one array of that size takes them without a
 * copy. The trailer is a hint alone: a wrong one costs a copy, and at most {@code maxBytes} are ever unpacked.
 */
final class Gzip {
    private static final int BUFFER_BYTES = 16 << 10;
    private static final int TRAILER_BYTES = 8;

    /** Deflate cannot do better (zlib's technical details), so no trailer is believed that says more. */
    private static final long MOST_COMPRESSION = 1_032;

    private Gzip() {}

    /** @throws IOException when the bytes are damaged or unpack to more than {@code maxBytes} */
    static byte[] unpack(byte[] packed, int maxBytes) throws IOException {
        try (var stream = new GZIPInputStream(new ByteArrayInputStream(packed), BUFFER_BYTES)) {
            var bytes = new byte[expectedBytes(packed, maxBytes)];
            var size = stream.readNBytes(bytes, 0, bytes.length);
            if (size < bytes.length) {
                return Arrays.copyOf(bytes, size);
            }
            var next = stream.read();
            if (next < 0) {
                return bytes;
            }
            return unpackRest(stream, bytes, (byte) next, maxBytes);
        }
    }

    private static byte[] unpackRest(GZIPInputStream stream, byte[] begun, byte next, int maxBytes) throws IOException {
        if (begun.length >= maxBytes) {
            throw new AnswerTooLargeException(maxBytes + 1L, maxBytes);
        }
        var rest = stream.readNBytes(maxBytes - begun.length);
        if (begun.length + 1L + rest.length > maxBytes) {
            throw new AnswerTooLargeException(maxBytes + 1L, maxBytes);
        }
        var bytes = Arrays.copyOf(begun, begun.length + 1 + rest.length);
        bytes[begun.length] = next;
        System.arraycopy(rest, 0, bytes, begun.length + 1, rest.length);
        return bytes;
    }

    private static int expectedBytes(byte[] packed, int maxBytes) {
        if (packed.length < TRAILER_BYTES) {
            return 0;
        }
        var announced = 0L;
        for (var i = 1; i <= Integer.BYTES; i++) {
            announced = announced << 8 | (packed[packed.length - i] & 0xff);
        }
        return (int) Math.min(announced, Math.min(maxBytes, packed.length * MOST_COMPRESSION));
    }
}
