package io.hubflow.simulator.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP answer.
 *
 * @param headers without Content-Length and Connection, which the server adds; it also adds {@code Date} unless there
 *     is one, and sends none when that is empty
 * @param body the buffer that holds the body
 * @param bodyBytes how much of it is the body
 * @param delivery how it reaches the client, if at all
 * @param stream a body of unknown length in place of {@code body}
 */
@SuppressWarnings("ArrayRecordComponent") // responses are never compared
public record Response(
        int status,
        Map<String, String> headers,
        byte[] body,
        int bodyBytes,
        Delivery delivery,
        Optional<Stream> stream) {
    /** A body that is written piece by piece. */
    @FunctionalInterface
    public interface Stream {
        /** Writes the whole body. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** What happens on the wire. */
    public enum Delivery {
        /** The whole answer. */
        WHOLE,
        /** Half of the body comes, then the connection closes: half of the announced bytes, or of the compressed ones. */
        CUT_SHORT,
        /** Some bytes in the middle are wrong: of the compressed answer when the client accepts gzip. */
        DAMAGED,
        /** The connection is reset before any byte. */
        RESET,
        /** No byte ever comes; the connection stays open until the client or the server closes. */
        STALLED
    }

    /** An answer with a body of a content type. */
    public static Response of(int status, String contentType, byte[] body, int bodyBytes) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", contentType);
        return new Response(status, headers, body, bodyBytes, Delivery.WHOLE, Optional.empty());
    }

    /** A JSON answer. */
    public static Response json(int status, byte[] body) {
        return of(status, "application/json;charset=utf-8", body, body.length);
    }

    /** An HTML answer, as an edge server would send it. */
    public static Response html(int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return of(status, "text/html; charset=UTF-8", bytes, bytes.length);
    }

    /** An answer whose body is written piece by piece. */
    public static Response streamed(String contentType, Stream stream) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", contentType);
        return new Response(200, headers, new byte[0], 0, Delivery.WHOLE, Optional.of(stream));
    }

    /** 204. */
    public static Response noContent() {
        return new Response(204, new LinkedHashMap<>(), new byte[0], 0, Delivery.WHOLE, Optional.empty());
    }

    /** This answer with one more header. */
    public Response with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Response(status, more, body, bodyBytes, delivery, stream);
    }

    /** This answer with these headers in place of its own. */
    public Response withHeaders(Map<String, String> others) {
        return new Response(status, others, body, bodyBytes, delivery, stream);
    }

    /** This answer with another status. */
    public Response withStatus(int other) {
        return new Response(other, headers, body, bodyBytes, delivery, stream);
    }

    /** This answer, delivered in another way. */
    public Response delivered(Delivery how) {
        return new Response(status, headers, body, bodyBytes, how, stream);
    }
}
