package io.hubflow.service.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;

/** Reads what a request carries, up to {@value #MOST_BYTES} bytes: a form has a password and two tokens in it. */
final class RequestBody {
    static final int MOST_BYTES = 16 * 1024;

    /** Of a body that is too large, so that its sender can read the answer. */
    private static final int MOST_DISCARDED_BYTES = 1024 * 1024;

    private RequestBody() {}

    /** @throws Refusal 413 for a larger one */
    static String read(Request request) throws IOException {
        byte[] body;
        try (InputStream in = Request.asInputStream(request)) {
            body = in.readNBytes(MOST_BYTES + 1);
            if (body.length > MOST_BYTES) {
                // Unread bytes would close the connection, and whoever still sends would see that in place of the
                // answer.
                in.readNBytes(MOST_DISCARDED_BYTES);
                throw tooLarge();
            }
        }
        return new String(body, StandardCharsets.UTF_8);
    }

    private static Refusal tooLarge() {
        return new Refusal(413, "TOO_LARGE", "The request is too large; at most 16 KB are read.");
    }

    /** @throws Refusal 400 for one that is no form, 413 for a larger one */
    static Fields form(Request request) throws IOException {
        var fields = new Fields();
        try {
            UrlEncoded.decodeTo(read(request), fields::add, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, "BAD_FORM", "The form cannot be read.");
        }
        return fields;
    }
}
