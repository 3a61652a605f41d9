package io.hubflow.service.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** One answer, whole. */
record Reply(int status, String contentType, byte[] body, Map<String, String> headers) {
    static Reply html(int status, String text) {
        return of(status, "text/html; charset=utf-8", text);
    }

    static Reply json(int status, String text) {
        return of(status, "application/json", text);
    }

    static Reply text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text + "\n");
    }

    static Reply of(int status, String contentType, String text) {
        return new Reply(status, contentType, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** After a form: the browser asks for the page anew. */
    static Reply seeOther(String path) {
        return text(303, "See " + path).with("Location", path);
    }

    Reply withStatus(int other) {
        return new Reply(other, contentType, body, headers);
    }

    Reply with(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Reply(status, contentType, body, more);
    }
}
