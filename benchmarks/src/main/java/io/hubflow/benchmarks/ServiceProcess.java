package io.hubflow.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** {@code hubflow serve} in a process of its own, loading contacts once. */
final class ServiceProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/");
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    final URI address;

    private ServiceProcess(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    static ServiceProcess start(Path launcher, SimulatorProcess simulator, Path file, List<String> properties)
            throws IOException {
        var command = List.of(
                launcher.toString(),
                "serve",
                "--port=0",
                "--every=1 day",
                "--verify-every=never",
                "--objects=contacts",
                "--include=" + String.join(",", properties),
                "--base-url=" + simulator.url(),
                "--token=" + simulator.token(),
                "--to=" + file);
        var process =
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        var line = process.inputReader().readLine();
        var found = ADDRESS.matcher(String.valueOf(line));
        if (!found.find()) {
            process.destroyForcibly();
            throw new IOException("the service did not start: " + line);
        }
        return new ServiceProcess(process, URI.create(found.group()));
    }

    /** Waits for the end of the first run. @return how long it took, by its own record */
    Duration awaitLoad() throws IOException, InterruptedException {
        while (true) {
            var portal = portal();
            if (!portal.path("problem").isNull()) {
                throw new IOException("the load failed: " + portal.path("problem"));
            }
            var run = portal.path("runs").path(0);
            if (portal.path("running").isNull() && !run.path("finished_at").isMissingNode()) {
                return Duration.between(
                        Instant.parse(run.path("started_at").asText()),
                        Instant.parse(run.path("finished_at").asText()));
            }
            Thread.sleep(LOOK);
        }
    }

    private JsonNode portal() throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(address.resolve("/api/v1/portals/main")).build();
        return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
    }

    @Override
    public void close() {
        http.close();
        process.destroy();
        try {
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
