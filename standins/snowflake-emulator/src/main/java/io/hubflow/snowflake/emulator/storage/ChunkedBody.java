package io.hubflow.snowflake.emulator.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The {@code aws-chunked} encoding of an upload: sized chunks, each with a signature, then trailers; the signatures are not checked. */
final class ChunkedBody extends FilterInputStream {
    private long left;
    private boolean ended;

    ChunkedBody(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0 && !nextChunk()) {
            return -1;
        }
        int read = in.read(buffer, offset, (int) Math.min(length, left));
        if (read < 0) {
            throw new IOException("The upload ends within a chunk");
        }
        left -= read;
        if (left == 0) {
            line();
        }
        return read;
    }

    private boolean nextChunk() throws IOException {
        if (ended) {
            return false;
        }
        String header = line();
        int semicolon = header.indexOf(';');
        left = Long.parseLong(semicolon < 0 ? header : header.substring(0, semicolon), 16);
        if (left == 0) {
            ended = true;
            while (!line().isEmpty()) {
                // trailers: checksums, which are not checked
            }
        }
        return !ended;
    }

    private String line() throws IOException {
        var line = new java.io.ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.US_ASCII);
    }
}
