package io.hubflow.simulator.http;

import io.hubflow.simulator.http.Response.Delivery;
import io.hubflow.simulator.http.Response.Stream;
import io.hubflow.simulator.time.SimulatorClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Writes answers: with their length, in chunks when they are made while they are sent, and compressed when the client accepts
 * gzip. Compressed answers come in chunks without a length, so that no client can tell beforehand how large they are.
 * Faults cut and damage the bytes that travel, which are the compressed ones. Safe for use by many threads.
 */
final class AnswerWriter {
    private static final int ONE_PACKET_BYTES = 8 << 10;
    private static final int CHUNK_BYTES = 16 << 10;

    /** Compressing less than a packet saves nothing. */
    private static final int SMALLEST_COMPRESSED_BYTES = 1_000;

    private static final int DAMAGED_BYTES = 8;
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private final SimulatorClock clock;
    private final Compression compression;
    private volatile DateText date = new DateText(-1, "");

    private record DateText(long second, String text) {}

    AnswerWriter(SimulatorClock clock, Compression compression) {
        this.clock = clock;
        this.compression = compression;
    }

    static String dateText(Instant instant) {
        return HTTP_DATE.format(instant);
    }

    void write(OutputStream out, Request request, Response response, boolean keepAlive) throws IOException {
        boolean compressed = compresses(request, response);
        byte[] head = head(response, compressed, keepAlive);
        if (request.method().equals("HEAD")) {
            out.write(head);
        } else if (response.stream().isPresent()) {
            out.write(head);
            writeStream(out, response.stream().get(), compressed);
        } else if (compressed) {
            out.write(head);
            writeChunks(out, gzip(response.body(), response.bodyBytes()), response.delivery());
        } else {
            writeBody(out, head, response);
        }
        out.flush();
    }

    private boolean compresses(Request request, Response response) {
        return compression == Compression.GZIP
                && !request.method().equals("HEAD")
                && (response.stream().isPresent() || response.bodyBytes() >= SMALLEST_COMPRESSED_BYTES)
                && request.acceptsGzip();
    }

    private byte[] head(Response response, boolean compressed, boolean keepAlive) {
        var head = new StringBuilder(512);
        head.append("HTTP/1.1 ").append(response.status()).append(' ').append(Reasons.of(response.status()));
        if (!response.headers().containsKey("Date")) {
            head.append("\r\nDate: ").append(date());
        }
        response.headers().forEach((name, value) -> {
            if (!value.isEmpty()) {
                head.append("\r\n").append(name).append(": ").append(value);
            }
        });
        if (compressed) {
            head.append("\r\nContent-Encoding: gzip\r\nVary: Accept-Encoding");
        }
        if (compressed || response.stream().isPresent()) {
            head.append("\r\nTransfer-Encoding: chunked");
        } else if (response.status() != 204) {
            head.append("\r\nContent-Length: ").append(response.bodyBytes());
        }
        if (!keepAlive) {
            head.append("\r\nConnection: close");
        }
        return head.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void writeStream(OutputStream out, Stream stream, boolean compressed) throws IOException {
        var chunks = new ChunkedOutput(out);
        if (compressed) {
            var gzip = new FastGzip(chunks);
            stream.writeTo(gzip);
            gzip.close();
        } else {
            stream.writeTo(chunks);
        }
        chunks.finish();
    }

    private static void writeChunks(OutputStream out, byte[] packed, Delivery delivery) throws IOException {
        if (delivery == Delivery.DAMAGED) {
            damage(packed, packed.length);
        }
        int sent = delivery == Delivery.CUT_SHORT ? packed.length / 2 : packed.length;
        var chunks = new ChunkedOutput(out);
        for (int from = 0; from < sent; from += CHUNK_BYTES) {
            chunks.write(packed, from, Math.min(CHUNK_BYTES, sent - from));
        }
        if (delivery != Delivery.CUT_SHORT) {
            chunks.finish();
        }
    }

    private static void writeBody(OutputStream out, byte[] head, Response response) throws IOException {
        byte[] body = response.body();
        int sent = response.delivery() == Delivery.CUT_SHORT ? response.bodyBytes() / 2 : response.bodyBytes();
        if (response.delivery() == Delivery.DAMAGED) {
            body = body.clone();
            damage(body, sent);
        }
        if (sent <= ONE_PACKET_BYTES) {
            var both = new byte[head.length + sent];
            System.arraycopy(head, 0, both, 0, head.length);
            System.arraycopy(body, 0, both, head.length, sent);
            out.write(both);
        } else {
            out.write(head);
            out.write(body, 0, sent);
        }
    }

    private static void damage(byte[] bytes, int length) {
        int from = length / 2;
        for (int i = from; i < Math.min(length, from + DAMAGED_BYTES); i++) {
            bytes[i] = (byte) ~bytes[i];
        }
    }

    private static byte[] gzip(byte[] body, int length) throws IOException {
        var packed = new ByteArrayOutputStream(length / 8 + 64);
        try (var gzip = new FastGzip(packed)) {
            gzip.write(body, 0, length);
        }
        return packed.toByteArray();
    }

    private String date() {
        long second = clock.millis() / 1000;
        DateText current = date;
        if (current.second != second) {
            current = new DateText(second, dateText(Instant.ofEpochSecond(second)));
            date = current;
        }
        return current.text;
    }

    /** The lowest level, so that the stand-in leaves the processor to the program that is tested. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, CHUNK_BYTES);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
