package io.hubflow.snowflake.emulator.storage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Google Cloud Storage as far as a signed URL reaches: PUT and GET of one object, metadata in {@code x-goog-meta-} headers. Source:
 * cloud.google.com/storage/docs/xml-api/put-object. Thread-safe.
 */
final class PresignedHandler implements HttpHandler {
    private static final String META = "x-goog-meta-";

    private final ObjectStore store;
    private final StageTokens tokens;

    PresignedHandler(ObjectStore store, StageTokens tokens) {
        this.store = store;
        this.tokens = tokens;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String token = Bodies.query(exchange).getOrDefault("X-Goog-Signature", "");
            String path = exchange.getRequestURI().getPath();
            String bucket = "/" + ObjectStore.BUCKET + "/";
            if (tokens.state(token) != StageTokens.State.VALID) {
                refuse(exchange, 403, "SignatureDoesNotMatch or ExpiredToken");
            } else if (!path.startsWith(bucket)) {
                refuse(exchange, 404, "NoSuchBucket");
            } else if (exchange.getRequestMethod().equals("PUT")) {
                store.put(path.substring(bucket.length()), exchange.getRequestBody(), Bodies.metadata(exchange, META));
                Bodies.empty(exchange, 200);
            } else if (exchange.getRequestMethod().equals("GET")) {
                read(exchange, path.substring(bucket.length()));
            } else {
                refuse(exchange, 501, "unsupported by the emulator: " + exchange.getRequestMethod());
            }
        }
    }

    private void read(HttpExchange exchange, String key) throws IOException {
        Optional<StoredObject> found = store.find(key);
        if (found.isEmpty()) {
            refuse(exchange, 404, "NoSuchKey");
            return;
        }
        found.get()
                .metadata()
                .forEach((name, value) -> exchange.getResponseHeaders().set(META + name, value));
        Bodies.send(exchange, found.get(), "application/octet-stream");
    }

    private static void refuse(HttpExchange exchange, int status, String why) throws IOException {
        exchange.getRequestBody().readAllBytes();
        Bodies.send(exchange, status, "text/plain", why.getBytes(StandardCharsets.UTF_8));
    }
}
