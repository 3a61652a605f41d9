package io.hubflow.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.app.CommandContext;
import io.hubflow.app.Interruption;
import io.hubflow.app.report.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** {@code hubflow serve} in a thread of this JVM, on a free port. */
final class RunningService implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Thread thread;
    final URI address;

    RunningService(Path folder, Map<String, String> environment, String... flags) {
        var context = new CommandContext(
                environment,
                folder,
                InputStream.nullInputStream(),
                out,
                err,
                false,
                InstantSource.system(),
                new Interruption());
        var arguments = new String[flags.length + 3];
        arguments[0] = "serve";
        arguments[1] = "--port";
        arguments[2] = "0";
        System.arraycopy(flags, 0, arguments, 3, flags.length);
        thread = Thread.ofPlatform().start(() -> Hubflow.run(context, arguments));
        await(() -> ADDRESS.matcher(out()).find() || !thread.isAlive());
        var found = ADDRESS.matcher(out());
        if (!found.find()) {
            throw new AssertionError("the service did not start:\n" + err());
        }
        address = URI.create(found.group());
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    String get(String path) {
        return send(HttpRequest.newBuilder(address.resolve(path)));
    }

    JsonNode status() {
        return Json.read(get("/api/v1/status"));
    }

    JsonNode portal(String name) {
        return Json.read(get("/api/v1/portals/" + name));
    }

    String post(String path) {
        return send(HttpRequest.newBuilder(address.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    private String send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static void await(BooleanSupplier condition) {
        var deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within five minutes");
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Stops it as SIGTERM does. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofMinutes(5));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
