package io.hubflow.snowflake.emulator.storage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/**
 * The part of S3's REST API that the driver uses, path style: PutObject, multipart uploads, HeadObject, GetObject with ranges, ListObjects.
 * Signatures are not checked; the session token is. Source: docs.aws.amazon.com/AmazonS3/latest/API. Thread-safe.
 */
final class S3Handler implements HttpHandler {
    private static final String META = "x-amz-meta-";

    private final ObjectStore store;
    private final StageTokens tokens;
    private final Map<String, MultipartUpload> uploads = new ConcurrentHashMap<>();

    private record MultipartUpload(String key, Map<String, String> metadata, Map<Integer, Path> parts) {}

    S3Handler(ObjectStore store, StageTokens tokens) {
        this.store = store;
        this.tokens = tokens;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            StageTokens.State token =
                    tokens.state(String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Security-Token")));
            if (token == StageTokens.State.EXPIRED) {
                error(exchange, 400, "ExpiredToken", "The provided token has expired.");
            } else if (token == StageTokens.State.UNKNOWN) {
                error(exchange, 403, "InvalidToken", "The provided token is malformed or otherwise invalid.");
            } else {
                answer(exchange);
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring(1);
        String bucket = ObjectStore.BUCKET;
        if (!path.equals(bucket) && !path.startsWith(bucket + "/")) {
            error(exchange, 404, "NoSuchBucket", "The specified bucket does not exist: " + path);
            return;
        }
        String key = path.length() <= bucket.length() + 1 ? "" : path.substring(bucket.length() + 1);
        Map<String, String> query = Bodies.query(exchange);
        String method = exchange.getRequestMethod();
        if (method.equals("GET") && key.isEmpty()) {
            list(exchange, query.getOrDefault("prefix", ""));
        } else if (method.equals("POST") && query.containsKey("uploads")) {
            begin(exchange, key);
        } else if (method.equals("PUT") && query.containsKey("uploadId")) {
            part(exchange, query);
        } else if (method.equals("POST") && query.containsKey("uploadId")) {
            complete(exchange, query.getOrDefault("uploadId", ""));
        } else if (method.equals("PUT")) {
            StoredObject object = store.put(key, body(exchange), Bodies.metadata(exchange, META));
            exchange.getResponseHeaders().set("ETag", quoted(object.etag()));
            Bodies.empty(exchange, 200);
        } else if (method.equals("HEAD") || method.equals("GET")) {
            read(exchange, key);
        } else {
            error(exchange, 501, "NotImplemented", "unsupported by the emulator: " + method + " of " + path);
        }
    }

    private static InputStream body(HttpExchange exchange) {
        String hash = String.valueOf(exchange.getRequestHeaders().getFirst("x-amz-content-sha256"));
        return hash.startsWith("STREAMING-") ? new ChunkedBody(exchange.getRequestBody()) : exchange.getRequestBody();
    }

    private void begin(HttpExchange exchange, String key) throws IOException {
        String id = UUID.randomUUID().toString();
        uploads.put(id, new MultipartUpload(key, Bodies.metadata(exchange, META), new ConcurrentSkipListMap<>()));
        xml(
                exchange,
                200,
                "<InitiateMultipartUploadResult><Bucket>" + ObjectStore.BUCKET + "</Bucket><Key>" + escaped(key)
                        + "</Key><UploadId>" + id + "</UploadId></InitiateMultipartUploadResult>");
    }

    private void part(HttpExchange exchange, Map<String, String> query) throws IOException {
        MultipartUpload upload = uploads.get(query.getOrDefault("uploadId", ""));
        if (upload == null) {
            error(exchange, 404, "NoSuchUpload", "The specified upload does not exist.");
            return;
        }
        Path file = store.newFile();
        String etag = ObjectStore.write(body(exchange), file);
        upload.parts().put(Integer.parseInt(query.getOrDefault("partNumber", "0")), file);
        exchange.getResponseHeaders().set("ETag", quoted(etag));
        Bodies.empty(exchange, 200);
    }

    private void complete(HttpExchange exchange, String id) throws IOException {
        exchange.getRequestBody().readAllBytes();
        MultipartUpload upload = uploads.remove(id);
        if (upload == null) {
            error(exchange, 404, "NoSuchUpload", "The specified upload does not exist.");
            return;
        }
        var parts = new ArrayList<InputStream>();
        for (Path part : upload.parts().values()) {
            parts.add(Files.newInputStream(part));
        }
        try (var whole = new SequenceInputStream(Collections.enumeration(parts))) {
            StoredObject object = store.put(upload.key(), whole, upload.metadata());
            xml(
                    exchange,
                    200,
                    "<CompleteMultipartUploadResult><Bucket>" + ObjectStore.BUCKET + "</Bucket><Key>"
                            + escaped(upload.key()) + "</Key><ETag>" + quoted(object.etag())
                            + "</ETag></CompleteMultipartUploadResult>");
        }
        for (Path part : upload.parts().values()) {
            Files.deleteIfExists(part);
        }
    }

    private void read(HttpExchange exchange, String key) throws IOException {
        Optional<StoredObject> found = store.find(key);
        if (found.isEmpty()) {
            error(exchange, 404, "NoSuchKey", "The specified key does not exist.");
            return;
        }
        StoredObject object = found.get();
        object.metadata().forEach((name, value) -> exchange.getResponseHeaders().set(META + name, value));
        exchange.getResponseHeaders().set("ETag", quoted(object.etag()));
        Bodies.send(exchange, object, "application/octet-stream");
    }

    private void list(HttpExchange exchange, String prefix) throws IOException {
        List<StoredObject> found = store.list(prefix);
        String contents = found.stream()
                .map(o -> "<Contents><Key>" + escaped(o.key()) + "</Key><LastModified>"
                        + o.modified().truncatedTo(java.time.temporal.ChronoUnit.MILLIS) + "</LastModified><ETag>"
                        + quoted(o.etag()) + "</ETag><Size>" + o.bytes() + "</Size></Contents>")
                .collect(Collectors.joining());
        xml(
                exchange,
                200,
                "<ListBucketResult><Name>" + ObjectStore.BUCKET + "</Name><Prefix>" + escaped(prefix)
                        + "</Prefix><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>" + contents
                        + "</ListBucketResult>");
    }

    private static void error(HttpExchange exchange, int status, String code, String message) throws IOException {
        exchange.getRequestBody().readAllBytes();
        xml(exchange, status, "<Error><Code>" + code + "</Code><Message>" + escaped(message) + "</Message></Error>");
    }

    private static void xml(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + body).getBytes(StandardCharsets.UTF_8);
        Bodies.send(exchange, status, "application/xml", bytes);
    }

    private static String quoted(String etag) {
        return "\"" + etag + "\"";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
