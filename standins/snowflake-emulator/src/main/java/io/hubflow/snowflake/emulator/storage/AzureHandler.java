package io.hubflow.snowflake.emulator.storage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The part of Azure's Blob service that the driver uses: Put Blob, Put Block and Put Block List, Get Blob with ranges, Get Blob Properties,
 * List Blobs. The shared access signature must be one that was given out. Source: learn.microsoft.com/rest/api/storageservices. Thread-safe.
 */
final class AzureHandler implements HttpHandler {
    private static final String META = "x-ms-meta-";
    private static final Pattern BLOCK = Pattern.compile("<(?:Latest|Uncommitted|Committed)>([^<]+)</");

    private final ObjectStore store;
    private final StageTokens tokens;
    /** Blob and block id → content. */
    private final Map<String, Path> blocks = new ConcurrentHashMap<>();

    AzureHandler(ObjectStore store, StageTokens tokens) {
        this.store = store;
        this.tokens = tokens;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders()
                    .set("x-ms-request-id", UUID.randomUUID().toString());
            exchange.getResponseHeaders().set("x-ms-version", "2024-11-04");
            Map<String, String> query = Bodies.query(exchange);
            String path = exchange.getRequestURI().getPath();
            String container = "/" + ObjectStore.BUCKET;
            if (tokens.state(query.getOrDefault("sig", "")) != StageTokens.State.VALID) {
                error(exchange, 403, "AuthenticationFailed");
            } else if (!path.equals(container) && !path.startsWith(container + "/")) {
                error(exchange, 404, "ContainerNotFound");
            } else {
                answer(
                        exchange,
                        path.length() <= container.length() + 1 ? "" : path.substring(container.length() + 1),
                        query);
            }
        }
    }

    private void answer(HttpExchange exchange, String key, Map<String, String> query) throws IOException {
        String method = exchange.getRequestMethod();
        String what = query.getOrDefault("comp", "");
        if (method.equals("GET") && what.equals("list")) {
            list(exchange, query.getOrDefault("prefix", ""));
        } else if (method.equals("PUT") && what.equals("block")) {
            Path file = store.newFile();
            ObjectStore.write(exchange.getRequestBody(), file);
            blocks.put(key + "?" + query.get("blockid"), file);
            created(exchange, Optional.empty());
        } else if (method.equals("PUT") && what.equals("blocklist")) {
            commit(exchange, key);
        } else if (method.equals("PUT") && what.isEmpty()) {
            created(exchange, Optional.of(store.put(key, exchange.getRequestBody(), Bodies.metadata(exchange, META))));
        } else if ((method.equals("GET") || method.equals("HEAD")) && what.isEmpty()) {
            read(exchange, key);
        } else {
            error(exchange, 501, "unsupported by the emulator: " + method + " comp=" + what);
        }
    }

    private void commit(HttpExchange exchange, String key) throws IOException {
        String list = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var files = new ArrayList<Path>();
        var matcher = BLOCK.matcher(list);
        while (matcher.find()) {
            Path file = blocks.remove(key + "?" + matcher.group(1));
            if (file == null) {
                error(exchange, 400, "InvalidBlockList");
                return;
            }
            files.add(file);
        }
        var parts = new ArrayList<InputStream>();
        for (Path file : files) {
            parts.add(Files.newInputStream(file));
        }
        try (var whole = new SequenceInputStream(Collections.enumeration(parts))) {
            created(exchange, Optional.of(store.put(key, whole, Bodies.metadata(exchange, META))));
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }

    private static void created(HttpExchange exchange, Optional<StoredObject> object) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("x-ms-request-server-encrypted", "true");
        object.ifPresent(o -> describe(exchange, o));
        Bodies.empty(exchange, 201);
    }

    private static void describe(HttpExchange exchange, StoredObject object) {
        var headers = exchange.getResponseHeaders();
        headers.set("ETag", "\"" + object.etag() + "\"");
        headers.set("Last-Modified", at(object));
        headers.set("x-ms-blob-type", "BlockBlob");
        headers.set("x-ms-creation-time", at(object));
    }

    private static String at(StoredObject object) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(object.modified().atOffset(ZoneOffset.UTC));
    }

    private void read(HttpExchange exchange, String key) throws IOException {
        Optional<StoredObject> found = store.find(key);
        if (found.isEmpty()) {
            error(exchange, 404, "BlobNotFound");
            return;
        }
        describe(exchange, found.get());
        found.get()
                .metadata()
                .forEach((name, value) -> exchange.getResponseHeaders().set(META + name, value));
        Bodies.send(exchange, found.get(), "application/octet-stream");
    }

    private void list(HttpExchange exchange, String prefix) throws IOException {
        List<StoredObject> found = store.list(prefix);
        String blobs = found.stream()
                .map(o -> "<Blob><Name>" + escaped(o.key()) + "</Name><Properties><Last-Modified>" + at(o)
                        + "</Last-Modified><Etag>" + o.etag() + "</Etag><Content-Length>" + o.bytes()
                        + "</Content-Length><BlobType>BlockBlob</BlobType></Properties></Blob>")
                .collect(Collectors.joining());
        byte[] body = ("<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ContainerName=\""
                        + ObjectStore.BUCKET
                        + "\"><Prefix>" + escaped(prefix) + "</Prefix><Blobs>" + blobs
                        + "</Blobs><NextMarker/></EnumerationResults>")
                .getBytes(StandardCharsets.UTF_8);
        Bodies.send(exchange, 200, "application/xml", body);
    }

    private static void error(HttpExchange exchange, int status, String code) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("x-ms-error-code", code);
        byte[] body = ("<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>" + escaped(code) + "</Code><Message>"
                        + escaped(code) + "</Message></Error>")
                .getBytes(StandardCharsets.UTF_8);
        Bodies.send(exchange, status, "application/xml", body);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
