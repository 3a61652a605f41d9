package io.hubflow.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code hubflow sync} as a user runs it, in a process of its own. */
final class SyncCommand {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path launcher;

    SyncCommand(Path launcher) {
        this.launcher = launcher;
    }

    /** What a sync used and reported. */
    record Result(MeasuredProcess process, JsonNode report) {
        JsonNode object(String type) {
            for (var object : report.path("objects")) {
                if (object.path("object_type").asText().equals(type)) {
                    return object;
                }
            }
            throw new IllegalStateException("no " + type + " in the report: " + report);
        }

        long rowsWritten() {
            var rows = 0L;
            for (var object : report.path("objects")) {
                rows += object.path("rows_written").asLong();
            }
            return rows;
        }

        /** Until the last object type was loaded, without the start of the JVM. */
        double seconds() {
            var seconds = 0.0;
            for (var object : report.path("objects")) {
                seconds = Math.max(seconds, object.path("seconds").asDouble());
            }
            return seconds;
        }

        /** Calls that read records: lists, searches and batch reads. */
        long calls() {
            return calls("list") + calls("search") + calls("batch_read");
        }

        long calls(String kind) {
            var calls = 0L;
            for (var object : report.path("objects")) {
                calls += object.path("api_calls").path(kind).asLong();
            }
            return calls;
        }
    }

    Result run(SimulatorProcess simulator, String objects, Path file, String... more)
            throws IOException, InterruptedException {
        return run(simulator, objects, file.toString(), Map.of(), more);
    }

    Result run(SimulatorProcess simulator, String objects, String to, Map<String, String> environment, String... more)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                launcher.toString(),
                "sync",
                "--base-url",
                simulator.url(),
                "--token",
                simulator.token(),
                "--objects",
                objects,
                "--to",
                to,
                "--output",
                "json"));
        command.addAll(List.of(more));
        var process = MeasuredProcess.run(command, environment).requireSuccess();
        return new Result(process, JSON.readTree(process.output()));
    }
}
