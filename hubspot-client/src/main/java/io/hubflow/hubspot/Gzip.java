package io.hubflow.hubspot;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Unpacks compressed answers; JSON of records shrinks to about a tenth, {@code java.net.http} does not do it. */
final class Gzip {
    private Gzip() {}

    /** @throws IOException when the bytes are damaged or unpack to more than {@code maxBytes} */
    static byte[] unpack(byte[] packed, int maxBytes) throws IOException {
        try (var stream = new GZIPInputStream(new ByteArrayInputStream(packed), 16 << 10)) {
            var bytes = stream.readNBytes(maxBytes);
            if (bytes.length == maxBytes && stream.read() >= 0) {
                throw new AnswerTooLargeException(maxBytes + 1L, maxBytes);
            }
            return bytes;
        }
    }
}
