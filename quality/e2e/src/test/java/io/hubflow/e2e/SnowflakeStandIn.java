package io.hubflow.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** {@code hubflow simulate-snowflake} in a process of its own, seen from outside; the real driver loads into it. */
final class SnowflakeStandIn implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How long a stopped statement waits; a busy machine has killed its sender long before. */
    private static final Duration STOPPED = Duration.ofSeconds(2);

    private final Process process;
    private final JsonNode ready;
    private long hitsBefore;

    private SnowflakeStandIn(Process process, JsonNode ready) {
        this.process = process;
        this.ready = ready;
    }

    /**
     * A transaction that a killed connector leaves behind ends at {@link #silenceSessions()}, or where its last statement arrived
     * after that, in half a minute instead of Snowflake's five.
     */
    static SnowflakeStandIn start() throws IOException, InterruptedException {
        fetchDriver();
        var process = new ProcessBuilder(
                        Hubflow.launcher().toString(), "simulate-snowflake", "--port", "0", "--idle-blocker", "30")
                .redirectError(Redirect.INHERIT)
                .start();
        var line = process.inputReader().readLine();
        if (line == null) {
            throw new IOException("the Snowflake stand-in ended before it was ready");
        }
        return new SnowflakeStandIn(process, JSON.readTree(line));
    }

    /** Does nothing when the driver is there already. */
    static void fetchDriver() throws IOException, InterruptedException {
        var fetch = new ProcessBuilder(
                        Hubflow.root().resolve("bin/fetch-snowflake-driver").toString())
                .inheritIO()
                .start();
        if (!fetch.waitFor(20, TimeUnit.MINUTES) || fetch.exitValue() != 0) {
            fetch.destroyForcibly();
            throw new AssertionError("the Snowflake driver could not be fetched");
        }
    }

    /** What leads {@code hubflow … --to snowflake} here. */
    Map<String, String> environment() {
        var environment = new HashMap<String, String>();
        environment.put("HUBFLOW_SNOWFLAKE_URL", ready.path("url").asText());
        environment.put(
                "HUBFLOW_SNOWFLAKE_ACCOUNT_IDENTIFIER", ready.path("account").asText());
        environment.put("HUBFLOW_SNOWFLAKE_AUTHENTICATION_STRATEGY", "PASSWORD");
        environment.put("HUBFLOW_SNOWFLAKE_USERNAME", ready.path("user").asText());
        environment.put("HUBFLOW_SNOWFLAKE_PASSWORD", ready.path("password").asText());
        environment.put("HUBFLOW_SNOWFLAKE_ROLE", ready.path("role").asText());
        environment.put("HUBFLOW_SNOWFLAKE_WAREHOUSE", ready.path("warehouse").asText());
        environment.put(
                "HUBFLOW_SNOWFLAKE_DESTINATION_DATABASE", ready.path("database").asText());
        environment.put(
                "HUBFLOW_SNOWFLAKE_DESTINATION_SCHEMA", ready.path("schema").asText());
        return environment;
    }

    /** How often each kind of statement was run since the last {@link #resetLog()}, failed ones included. */
    Map<String, Long> statementsByKind() throws IOException {
        var counts = new TreeMap<String, Long>();
        stats().path("statements")
                .properties()
                .forEach(kind -> counts.put(kind.getKey(), kind.getValue().asLong()));
        return counts;
    }

    JsonNode stats() throws IOException {
        return JSON.readTree(get("/stats"));
    }

    record Statement(String kind, String sql) {}

    /** Since the last {@link #resetLog()}, in order of their ends. */
    List<Statement> statements() throws IOException {
        var statements = new ArrayList<Statement>();
        for (var statement : JSON.readTree(get("/statements"))) {
            statements.add(new Statement(
                    statement.path("kind").asText(), statement.path("sql").asText()));
        }
        return statements;
    }

    void resetLog() throws IOException {
        send("POST", "/reset-log", "");
    }

    /** What becomes of a statement at which its sender is killed. */
    enum Stop {
        /** It has arrived, and runs to its end without its sender. */
        UNDER_WAY("SLOW"),
        /** It never arrives. */
        REFUSED("UNAVAILABLE");

        private final String fault;

        Stop(String fault) {
            this.fault = fault;
        }
    }

    /**
     * Stops the statement that comes after so many others, for longer than it takes to notice with {@link #hasStopped()} and
     * to kill its sender. Replaces what was scheduled before.
     */
    void stopAfter(int statements, Stop stop) throws IOException {
        letGo();
        hitsBefore = stats().path("faultHits").asLong();
        send("POST", "/faults", """
                {"kind":"%s","statement":"ANY","skip":%d,"times":%d,"delayMillis":%d}""".formatted(
                        stop.fault, statements, stop == Stop.REFUSED ? 1_000 : 1, STOPPED.toMillis()));
    }

    boolean hasStopped() throws IOException {
        return stats().path("faultHits").asLong() > hitsBefore;
    }

    void letGo() throws IOException {
        send("DELETE", "/faults", "");
    }

    /** What a killed connector left behind has been silent for long enough. */
    void silenceSessions() throws IOException {
        send("POST", "/silence-sessions", "");
    }

    private void send(String method, String path, String body) throws IOException {
        var connection = (HttpURLConnection) admin(path).toURL().openConnection();
        connection.setRequestMethod(method);
        if (!body.isEmpty()) {
            connection.setDoOutput(true);
            connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        }
        if (connection.getResponseCode() != 200) {
            throw new IOException(method + " " + path + ": HTTP " + connection.getResponseCode());
        }
        connection.disconnect();
    }

    /** The committed rows in the order of their keys: one JSON object of texts a line. */
    InputStream rows(String table) throws IOException {
        return get("/tables/" + ready.path("database").asText() + "/"
                + ready.path("schema").asText() + "/" + table);
    }

    private InputStream get(String path) throws IOException {
        return admin(path).toURL().openStream();
    }

    private URI admin(String path) {
        return URI.create(ready.path("admin").asText() + path);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
