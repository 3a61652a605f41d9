package io.hubflow.hubspot;

import org.jspecify.annotations.Nullable;

/**
 * One request before it is sent, without host and token.
 *
 * @param objectType whose count it adds to, and whose turn it takes in the queue for quota
 * @param target path and query, from {@link ApiPaths}
 * @param body null for GET
 */
record Call(
        CallKind kind,
        String objectType,
        String target,
        @Nullable Body body) {
    /** What is posted; printed by size alone. */
    record Body(String contentType, byte[] bytes) {
        @Override
        public String toString() {
            return contentType + ", " + bytes.length + " bytes";
        }
    }

    static Call get(CallKind kind, String objectType, String target) {
        return new Call(kind, objectType, target, null);
    }

    static Call postJson(CallKind kind, String objectType, String target, byte[] json) {
        return new Call(kind, objectType, target, new Body("application/json", json));
    }

    String method() {
        return body == null ? "GET" : "POST";
    }

    /** Whether its length may be the reason for a connection that breaks. */
    boolean isLong() {
        return target.length() > UrlBound.SEEN_TO_WORK;
    }

    /** The path alone: safe to log, and short. */
    String path() {
        var query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }
}
