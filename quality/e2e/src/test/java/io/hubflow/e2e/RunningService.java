package io.hubflow.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** {@code hubflow serve} in a process of its own, on a free port. Closing kills it. */
final class RunningService implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/");

    /** Bounds a broken test only. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Duration LOOK = Duration.ofMillis(50);

    private final Hubflow.Running process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI address;

    private RunningService(Hubflow.Running process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** @param arguments of {@code serve}, without the port */
    static RunningService start(Path directory, String... arguments) throws IOException, InterruptedException {
        var command = new String[arguments.length + 2];
        command[0] = "serve";
        command[1] = "--port=0";
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        var process = Hubflow.start(directory, command);
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            var found = ADDRESS.matcher(process.output());
            if (found.find()) {
                return new RunningService(process, URI.create(found.group()));
            }
            Thread.sleep(LOOK);
        }
        process.close();
        throw new AssertionError("the service did not start: " + process.await().errors());
    }

    /** The only portal's status, once it is like this. */
    JsonNode awaitPortal(Predicate<JsonNode> condition) throws IOException, InterruptedException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var portal = JSON.readTree(get("api/v1/portals/main"));
            if (condition.test(portal)) {
                return portal;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the portal did not become as expected: " + portal);
            }
            Thread.sleep(LOOK);
        }
    }

    String get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(address.resolve(path)).build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    /** As {@code kill -9}; returns when the process is gone. */
    Hubflow.Ended kill() throws InterruptedException {
        process.kill();
        return process.await();
    }

    @Override
    public void close() {
        process.close();
        http.shutdownNow();
    }
}
