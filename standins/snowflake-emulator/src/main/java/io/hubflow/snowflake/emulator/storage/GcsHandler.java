package io.hubflow.snowflake.emulator.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * The part of Google Cloud Storage's JSON API that the driver uses with a downscoped token: multipart upload, get, list, download with
 * ranges. Source: cloud.google.com/storage/docs/json_api. Thread-safe.
 */
final class GcsHandler implements HttpHandler {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OBJECTS = "/storage/v1/b/" + ObjectStore.BUCKET + "/o";

    private final ObjectStore store;
    private final StageTokens tokens;

    GcsHandler(ObjectStore store, StageTokens tokens) {
        this.store = store;
        this.tokens = tokens;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            String path = exchange.getRequestURI().getRawPath();
            if (tokens.state(authorization.replace("Bearer ", "")) != StageTokens.State.VALID) {
                error(exchange, 401, "Invalid Credentials");
            } else if (exchange.getRequestMethod().equals("POST") && path.equals("/upload" + OBJECTS)) {
                upload(exchange);
            } else if (exchange.getRequestMethod().equals("GET") && path.equals(OBJECTS)) {
                list(exchange, Bodies.query(exchange).getOrDefault("prefix", ""));
            } else if (exchange.getRequestMethod().equals("GET") && path.contains(OBJECTS + "/")) {
                String key = path.substring(path.indexOf(OBJECTS) + OBJECTS.length() + 1);
                read(exchange, URLDecoder.decode(key, StandardCharsets.UTF_8));
            } else {
                error(exchange, 501, "unsupported by the emulator: " + exchange.getRequestMethod() + " " + path);
            }
        }
    }

    /** {@code multipart/related}: the description as JSON, then the content. */
    private void upload(HttpExchange exchange) throws IOException {
        String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
        int at = type.indexOf("boundary=");
        if (at < 0) {
            error(exchange, 501, "unsupported by the emulator: upload of type " + type);
            return;
        }
        String boundary = type.substring(at + "boundary=".length()).replace("\"", "");
        boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        InputStream sent = exchange.getRequestBody();
        byte[] body = (zipped ? new GZIPInputStream(sent) : sent).readAllBytes();
        var in = new BufferedInputStream(new ByteArrayInputStream(body));
        skipToContent(in);
        JsonNode description = JSON.readTree(readLine(in));
        skipToContent(in);
        int start = body.length - in.available();
        byte[] end = ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
        int stop = lastIndexOf(body, end);
        var metadata = new LinkedHashMap<String, String>();
        description
                .path("metadata")
                .fields()
                .forEachRemaining(
                        field -> metadata.put(field.getKey(), field.getValue().asText()));
        StoredObject object = store.put(
                description.path("name").asText(), new ByteArrayInputStream(body, start, stop - start), metadata);
        json(exchange, 200, describe(object));
    }

    /** Past the boundary and the part's headers. */
    private static void skipToContent(InputStream in) throws IOException {
        String line = readLine(in);
        while (!line.isEmpty()) {
            line = readLine(in);
        }
    }

    private static String readLine(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static int lastIndexOf(byte[] body, byte[] wanted) throws IOException {
        for (int i = body.length - wanted.length; i >= 0; i--) {
            if (java.util.Arrays.equals(body, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        throw new IOException("An upload without its closing boundary");
    }

    private void read(HttpExchange exchange, String key) throws IOException {
        Optional<StoredObject> found = store.find(key);
        if (found.isEmpty()) {
            error(exchange, 404, "No such object: " + key);
        } else if ("media".equals(Bodies.query(exchange).get("alt"))) {
            exchange.getResponseHeaders().set("x-goog-generation", "1");
            Bodies.send(exchange, found.get(), "application/octet-stream");
        } else {
            json(exchange, 200, describe(found.get()));
        }
    }

    private void list(HttpExchange exchange, String prefix) throws IOException {
        ObjectNode reply = JSON.createObjectNode().put("kind", "storage#objects");
        ArrayNode items = reply.putArray("items");
        store.list(prefix).forEach(object -> items.add(describe(object)));
        json(exchange, 200, reply);
    }

    private static ObjectNode describe(StoredObject object) {
        ObjectNode description = JSON.createObjectNode();
        description.put("kind", "storage#object");
        description.put("bucket", ObjectStore.BUCKET);
        description.put("name", object.key());
        description.put("size", Long.toString(object.bytes()));
        description.put("generation", "1");
        description.put("metageneration", "1");
        description.put("etag", object.etag());
        description.put(
                "md5Hash", Base64.getEncoder().encodeToString(HexFormat.of().parseHex(object.etag())));
        description.put("updated", object.modified().toString());
        ObjectNode metadata = description.putObject("metadata");
        for (Map.Entry<String, String> entry : object.metadata().entrySet()) {
            metadata.put(entry.getKey(), entry.getValue());
        }
        return description;
    }

    private static void error(HttpExchange exchange, int status, String message) throws IOException {
        exchange.getRequestBody().readAllBytes();
        ObjectNode reply = JSON.createObjectNode();
        reply.putObject("error").put("code", status).put("message", message);
        json(exchange, status, reply);
    }

    private static void json(HttpExchange exchange, int status, JsonNode body) throws IOException {
        Bodies.send(exchange, status, "application/json", JSON.writeValueAsBytes(body));
    }
}
