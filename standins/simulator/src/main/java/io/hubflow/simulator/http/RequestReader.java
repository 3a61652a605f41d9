package io.hubflow.simulator.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the requests of one connection, one after the other. */
final class RequestReader {
    /** Longer heads are not HTTP any more; far above any limit the simulator itself puts on a URL. */
    private static final int MAX_LINE_BYTES = 4 << 20;

    private static final int MAX_BODY_BYTES = 64 << 20;
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[16 << 10];
    private int position;
    private int limit;

    RequestReader(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** The next request, or empty when the client closed the connection between two. */
    Optional<Request> next() throws IOException {
        if (position == limit && !fill()) {
            return Optional.empty();
        }
        String[] start = line().split(" ", 3);
        if (start.length != 3 || !start[2].startsWith("HTTP/1.")) {
            throw new IOException("Not an HTTP/1.x request");
        }
        var headers = new HashMap<String, String>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        if (start[2].equals("HTTP/1.0")) {
            headers.putIfAbsent("connection", "close");
        }
        return Optional.of(new Request(start[0], start[1], headers, body(headers)));
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if ("100-continue".equalsIgnoreCase(headers.get("expect"))) {
            out.write(CONTINUE);
            out.flush();
        }
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            return chunks();
        }
        return exactly(bodyBytes(headers.getOrDefault("content-length", "0"), 10));
    }

    private byte[] chunks() throws IOException {
        byte[] whole = new byte[0];
        while (true) {
            String size = line();
            int extension = size.indexOf(';');
            byte[] chunk = exactly(bodyBytes(extension < 0 ? size : size.substring(0, extension), 16));
            if (chunk.length == 0) {
                while (!line().isEmpty()) {
                    continue; // trailers mean nothing here
                }
                return whole;
            }
            line();
            int before = whole.length;
            whole = Arrays.copyOf(whole, before + chunk.length);
            System.arraycopy(chunk, 0, whole, before, chunk.length);
        }
    }

    private static int bodyBytes(String digits, int radix) throws IOException {
        try {
            int bytes = Integer.parseInt(digits.strip(), radix);
            if (bytes >= 0 && bytes <= MAX_BODY_BYTES) {
                return bytes;
            }
        } catch (NumberFormatException notANumber) {
            throw new IOException("Body length is not a number", notANumber);
        }
        throw new IOException("Body length is out of range");
    }

    private byte[] exactly(int bytes) throws IOException {
        var body = new byte[bytes];
        for (int at = 0; at < bytes; ) {
            if (position == limit && !fill()) {
                throw new EOFException("The client closed inside a body");
            }
            int part = Math.min(bytes - at, limit - position);
            System.arraycopy(buffer, position, body, at, part);
            position += part;
            at += part;
        }
        return body;
    }

    private String line() throws IOException {
        byte[] line = new byte[256];
        int length = 0;
        while (true) {
            if (position == limit && !fill()) {
                throw new EOFException("The client closed inside a request head");
            }
            byte next = buffer[position++];
            if (next == '\n') {
                int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
                return new String(line, 0, end, StandardCharsets.ISO_8859_1);
            }
            if (length == MAX_LINE_BYTES) {
                throw new IOException("A request line is longer than " + MAX_LINE_BYTES + " bytes");
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, length * 2);
            }
            line[length++] = next;
        }
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }
}
