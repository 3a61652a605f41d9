package io.hubflow.simulator.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP request.
 *
 * @param method in upper case
 * @param target path and query as they came
 * @param headers by lower-case name; the last of a repeated header
 * @param body empty when there is none
 */
@SuppressWarnings("ArrayRecordComponent") // requests are never compared
public record Request(String method, String target, Map<String, String> headers, byte[] body) {
    /** Copies the headers. */
    public Request {
        headers = Map.copyOf(headers);
    }

    /** The value of a header. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Whether the body, if there is one, is declared as JSON. */
    public boolean isDeclaredAsJson() {
        return body.length == 0
                || header("Content-Type")
                        .filter(type -> type.toLowerCase(Locale.ROOT).startsWith("application/json"))
                        .isPresent();
    }

    /** Whether the client accepts an answer that is compressed with gzip. */
    boolean acceptsGzip() {
        for (String coding :
                header("Accept-Encoding").orElse("").toLowerCase(Locale.ROOT).split(",")) {
            String[] parts = coding.strip().split("\\s*;\\s*q\\s*=\\s*", 2);
            if (parts[0].equals("gzip")) {
                return parts.length == 1 || !parts[1].matches("0(\\.0*)?");
            }
        }
        return false;
    }

    /** The path's segments, decoded, without empty ones: slashes at the end or doubled do not matter. */
    public List<String> segments() {
        int end = target.indexOf('?');
        var segments = new ArrayList<String>();
        for (String segment : (end < 0 ? target : target.substring(0, end)).split("/")) {
            if (!segment.isEmpty()) {
                segments.add(decode(segment.replace("+", "%2B")));
            }
        }
        return segments;
    }

    /** The query without the question mark, as it came; may be empty. */
    public String rawQuery() {
        int start = target.indexOf('?');
        return start < 0 ? "" : target.substring(start + 1);
    }

    /** The query parameters in order, each with its values in order. */
    public Map<String, List<String>> parameters() {
        return parse(rawQuery());
    }

    /** Parses {@code a=1&b=2}, of a query or a form body. */
    public static Map<String, List<String>> parse(String encoded) {
        var parameters = new LinkedHashMap<String, List<String>>();
        for (String pair : encoded.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                parameters.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
            }
        }
        return parameters;
    }

    private static String decode(String encoded) {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException strayPercent) {
            return encoded;
        }
    }
}
