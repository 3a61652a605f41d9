package io.hubflow.simulator.api;

import io.hubflow.simulator.portal.ObjectType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where the next page of a record's associations starts: an opaque text, base64 of the type id and a record id (source:
 * a v3 answer quoted in hubspot-api-python #135; that v4 has the same form is unverified).
 */
final class LinkCursor {
    private LinkCursor() {}

    static String text(ObjectType from, long nextToId) {
        return Base64.getEncoder().encodeToString((from.id() + "-" + nextToId).getBytes(StandardCharsets.UTF_8));
    }

    /** The id that the page starts at; a text that another endpoint or nobody gave is refused. */
    static long parse(ObjectType from, String text) {
        try {
            String decoded = new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
            String prefix = from.id() + "-";
            if (decoded.startsWith(prefix)) {
                return Long.parseLong(decoded.substring(prefix.length()));
            }
        } catch (IllegalArgumentException malformed) {
            throw invalid(text);
        }
        throw invalid(text);
    }

    private static ApiException invalid(String text) {
        return new ApiException(Failure.validation("Invalid paging cursor: " + text));
    }
}
