package io.hubflow.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code hubflow simulate-snowflake} in a process of its own, so that the warehouse's CPU is not counted as the connector's. */
final class SnowflakeProcess implements AutoCloseable {
    private final Process process;
    private final JsonNode ready;

    private SnowflakeProcess(Process process, JsonNode ready) {
        this.process = process;
        this.ready = ready;
    }

    static SnowflakeProcess start(Path launcher) throws IOException {
        var process = new ProcessBuilder(List.of(launcher.toString(), "simulate-snowflake", "--port", "0"))
                .redirectError(Redirect.INHERIT)
                .start();
        var line = process.inputReader().readLine();
        if (line == null) {
            throw new IOException("the Snowflake stand-in ended before it was ready");
        }
        return new SnowflakeProcess(process, new ObjectMapper().readTree(line));
    }

    /** What leads {@code hubflow … --to snowflake} here. */
    Map<String, String> environment(Path spool) {
        var environment = new HashMap<String, String>();
        environment.put("HUBFLOW_SNOWFLAKE_URL", text("url"));
        environment.put("HUBFLOW_SNOWFLAKE_ACCOUNT_IDENTIFIER", text("account"));
        environment.put("HUBFLOW_SNOWFLAKE_AUTHENTICATION_STRATEGY", "PASSWORD");
        environment.put("HUBFLOW_SNOWFLAKE_USERNAME", text("user"));
        environment.put("HUBFLOW_SNOWFLAKE_PASSWORD", text("password"));
        environment.put("HUBFLOW_SNOWFLAKE_ROLE", text("role"));
        environment.put("HUBFLOW_SNOWFLAKE_WAREHOUSE", text("warehouse"));
        environment.put("HUBFLOW_SNOWFLAKE_DESTINATION_DATABASE", text("database"));
        environment.put("HUBFLOW_SNOWFLAKE_DESTINATION_SCHEMA", text("schema"));
        environment.put("HUBFLOW_SNOWFLAKE_SPOOL_DIRECTORY", spool.toString());
        return environment;
    }

    private String text(String field) {
        return ready.path(field).asText();
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
