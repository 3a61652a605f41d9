package io.hubflow.snowflake.emulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.hubflow.snowflake.emulator.fault.Fault;
import io.hubflow.snowflake.emulator.session.Inspection;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The admin API: log, statistics, faults and rows. Its paths are in the module's README. Thread-safe. */
public final class AdminHandler implements HttpHandler {
    private final Inspection inspection;

    public AdminHandler(Inspection inspection) {
        this.inspection = inspection;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String request = exchange.getRequestMethod() + " " + path;
            if (request.startsWith("GET /_admin/tables/")) {
                rows(exchange, path.substring("/_admin/tables/".length()).split("/"));
                return;
            }
            JsonNode reply = switch (request) {
                case "GET /_admin/statements" -> Json.MAPPER.valueToTree(inspection.statements());
                case "GET /_admin/stats" -> Json.MAPPER.valueToTree(inspection.stats());
                case "POST /_admin/faults" -> faults(Json.read(exchange));
                case "DELETE /_admin/faults" -> {
                    inspection.clearFaults();
                    yield Json.object().put("cleared", true);
                }
                case "POST /_admin/account" -> account(Json.read(exchange));
                case "POST /_admin/reset-log" -> {
                    inspection.resetLog();
                    yield Json.object().put("reset", true);
                }
                case "POST /_admin/silence-sessions" -> {
                    inspection.silenceSessions();
                    yield Json.object().put("silenced", inspection.openSessions());
                }
                case "GET /_admin/health" ->
                    Json.object().put("ready", true).put("sessions", inspection.openSessions());
                default -> null;
            };
            if (reply == null) {
                Json.write(exchange, 404, Json.object().put("error", "no such admin path: " + request));
            } else {
                Json.write(exchange, 200, reply);
            }
        }
    }

    private JsonNode account(JsonNode body) {
        if (body.has("suspended")) {
            inspection.account().suspend(body.path("suspended").asBoolean());
        }
        if (body.has("warehouse")) {
            String name = body.path("warehouse").asText();
            inspection
                    .account()
                    .warehouse(name)
                    .orElseThrow(() -> SnowflakeError.notFoundByName("Warehouse", name))
                    .blockBy(body.path("resourceMonitor").asText(null));
        }
        return Json.object().put("changed", true);
    }

    /** One fault or a list of them. */
    private JsonNode faults(JsonNode body) {
        if (!body.isArray()) {
            inspection.inject(fault(body));
            return Json.object().put("scheduled", 1);
        }
        body.forEach(one -> inspection.inject(fault(one)));
        return Json.object().put("scheduled", body.size());
    }

    private static Fault fault(JsonNode json) {
        @Nullable String regex = json.path("sql").asText(null);
        return new Fault(
                Fault.Kind.valueOf(json.path("kind").asText()),
                json.path("statement").asText("ANY"),
                regex == null ? null : Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL),
                json.path("skip").asInt(0),
                json.path("times").asInt(1),
                Duration.ofMillis(json.path("delayMillis").asLong(0)),
                json.path("retriesToo").asBoolean(false));
    }

    private void rows(HttpExchange exchange, String[] name) throws IOException {
        if (name.length != 3) {
            Json.write(exchange, 404, Json.object().put("error", "/_admin/tables/{database}/{schema}/{table}"));
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
        try {
            var first = new boolean[] {true};
            var out = new BufferedWriter[1];
            inspection.forEachRow(name[0], name[1], name[2], row -> writeRow(exchange, out, first, row));
            if (first[0]) {
                exchange.sendResponseHeaders(200, -1);
            } else {
                out[0].close();
            }
        } catch (SnowflakeError e) {
            Json.write(exchange, 404, Json.object().put("error", e.getMessage()));
        }
    }

    /** The reply begins with the first row, so that a table that is not there can still be a 404. */
    private static void writeRow(
            HttpExchange exchange, BufferedWriter[] out, boolean[] first, Map<String, @Nullable String> row) {
        try {
            if (first[0]) {
                first[0] = false;
                exchange.sendResponseHeaders(200, 0);
                out[0] = new BufferedWriter(new OutputStreamWriter(exchange.getResponseBody(), StandardCharsets.UTF_8));
            }
            out[0].write(Json.string(row));
            out[0].write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
