package io.hubflow.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code hubflow simulate} in a process of its own, so that its CPU is not counted as the connector's. */
final class SimulatorProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final JsonNode ready;
    private final HttpClient http = HttpClient.newHttpClient();

    private SimulatorProcess(Process process, JsonNode ready) {
        this.process = process;
        this.ready = ready;
    }

    static SimulatorProcess start(Path launcher, List<String> options) throws IOException {
        var command = new ArrayList<>(List.of(launcher.toString(), "simulate", "--port", "0"));
        command.addAll(options);
        var process =
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        var line = process.inputReader().readLine();
        if (line == null) {
            throw new IOException("the simulator ended before it was ready: " + command);
        }
        return new SimulatorProcess(process, JSON.readTree(line));
    }

    String url() {
        return ready.path("url").asText();
    }

    String token() {
        return ready.path("token").asText();
    }

    JsonNode stats() throws IOException, InterruptedException {
        return JSON.readTree(send(request("/stats").build()));
    }

    /** The truth: one JSON object a line, archived records included. */
    Stream<String> records(String type) throws IOException, InterruptedException {
        var answer = http.send(request("/records/" + type).build(), BodyHandlers.ofLines());
        if (answer.statusCode() != 200) {
            throw new IOException("the truth of " + type + " was answered with " + answer.statusCode());
        }
        return answer.body();
    }

    /** Stores an answer of the admin API. */
    Path download(String path, Path file) throws IOException, InterruptedException {
        var answer = http.send(request(path).build(), BodyHandlers.ofFile(file));
        if (answer.statusCode() != 200) {
            throw new IOException(path + " was answered with " + answer.statusCode());
        }
        return file;
    }

    void resetStats() throws IOException, InterruptedException {
        send(request("/stats/reset").POST(BodyPublishers.noBody()).build());
    }

    void mutate(String json) throws IOException, InterruptedException {
        send(request("/mutate").POST(BodyPublishers.ofString(json)).build());
    }

    /** Processor time that the simulator has used so far. */
    Duration cpu() {
        return MeasuredProcess.cpu(process.pid());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(ready.path("admin").asText() + path));
    }

    private String send(HttpRequest request) throws IOException, InterruptedException {
        var answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(request.uri() + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    @Override
    public void close() {
        http.close();
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
