package io.hubflow.snowflake.emulator.storage;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Requests and answers of the object store. */
final class Bodies {
    private Bodies() {}

    /** The parameters of the URL; one without a value is there with an empty one. */
    static Map<String, String> query(HttpExchange exchange) {
        var query = new LinkedHashMap<String, String>();
        String raw = exchange.getRequestURI().getRawQuery();
        if (raw != null) {
            for (String pair : raw.split("&")) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                query.put(decoded(name), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** What a client keeps with an object: the headers with this prefix, by the rest of their names in lower case. */
    static Map<String, String> metadata(HttpExchange exchange, String prefix) {
        var metadata = new LinkedHashMap<String, String>();
        exchange.getRequestHeaders().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith(prefix)) {
                metadata.put(lower.substring(prefix.length()), values.get(0));
            }
        });
        return metadata;
    }

    /** Headers alone. Both streams are used up: the server would otherwise cut the connection, over TLS before the answer is sent. */
    static void empty(HttpExchange exchange, int status) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(status, -1);
        exchange.getResponseBody().close();
    }

    static void send(HttpExchange exchange, int status, String type, byte[] bytes) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
            empty(exchange, status);
            return;
        }
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    /** The object, or the part of it that a Range header asks for; of a HEAD request the headers alone. */
    static void send(HttpExchange exchange, StoredObject object, String type) throws IOException {
        exchange.getRequestBody().readAllBytes();
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type);
        headers.set("Accept-Ranges", "bytes");
        headers.set(
                "Last-Modified",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(object.modified().atOffset(ZoneOffset.UTC)));
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", Long.toString(object.bytes()));
            empty(exchange, 200);
            return;
        }
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (range == null) {
            range = exchange.getRequestHeaders().getFirst("x-ms-range");
        }
        long first = 0;
        long last = object.bytes() - 1;
        if (range != null && range.startsWith("bytes=")) {
            String[] bounds = range.substring("bytes=".length()).split("-", -1);
            first = Long.parseLong(bounds[0]);
            last = bounds[1].isEmpty() ? last : Math.min(last, Long.parseLong(bounds[1]));
            headers.set("Content-Range", "bytes " + first + "-" + last + "/" + object.bytes());
        }
        long length = last - first + 1;
        exchange.sendResponseHeaders(range == null ? 200 : 206, length == 0 ? -1 : length);
        try (var in = Files.newInputStream(object.file());
                var out = exchange.getResponseBody()) {
            in.skipNBytes(first);
            byte[] buffer = new byte[1 << 16];
            for (long left = length; left > 0; ) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new IOException("The object is shorter than it was: " + object.key());
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
    }
}
