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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** {@code hubflow serve} in a process of its own. */
final class ServiceProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/");
    private static final Duration LOOK = Duration.ofMillis(250);

    /** Twice as long as the longest benchmark takes on a quiet machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    final URI address;

    private ServiceProcess(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** Loads contacts once. */
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
        return start(new ProcessBuilder(command));
    }

    /** @param environment added to this process's own */
    static ServiceProcess start(Path launcher, Path configuration, Map<String, String> environment) throws IOException {
        var builder = new ProcessBuilder(launcher.toString(), "serve", "--port=0", "--config=" + configuration);
        builder.environment().putAll(environment);
        return start(builder);
    }

    private static ServiceProcess start(ProcessBuilder builder) throws IOException {
        var process = builder.redirectError(Redirect.INHERIT).start();
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
        var deadline = Instant.now().plus(PATIENCE);
        while (true) {
            requirePatience(deadline);
            var portal = portals().path(0);
            requireNoProblem(portal);
            var run = portal.path("runs").path(0);
            if (portal.path("running").isNull() && !run.path("finished_at").isMissingNode()) {
                return Duration.between(
                        Instant.parse(run.path("started_at").asText()),
                        Instant.parse(run.path("finished_at").asText()));
            }
            Thread.sleep(LOOK);
        }
    }

    /** Waits until each portal is like this. */
    void awaitPortals(Predicate<JsonNode> condition) throws IOException, InterruptedException {
        var deadline = Instant.now().plus(PATIENCE);
        while (true) {
            requirePatience(deadline);
            var fulfilled = true;
            for (var portal : portals()) {
                requireNoProblem(portal);
                fulfilled &= condition.test(portal);
            }
            if (fulfilled) {
                return;
            }
            Thread.sleep(LOOK);
        }
    }

    private static void requirePatience(Instant deadline) throws IOException {
        if (Instant.now().isAfter(deadline)) {
            throw new IOException("the service had not done everything after " + PATIENCE.toMinutes() + " minutes");
        }
    }

    private static void requireNoProblem(JsonNode portal) throws IOException {
        if (!portal.path("problem").isNull()) {
            throw new IOException("a run of " + portal.path("name") + " failed: " + portal.path("problem"));
        }
    }

    private JsonNode portals() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(address.resolve("/api/v1/portals")).build();
        return JSON.readTree(http.send(request, BodyHandlers.ofString()).body()).path("portals");
    }

    /** The most memory that it has had resident so far. */
    long peakResidentBytes() {
        return MeasuredProcess.peakResidentBytes(process.pid());
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
