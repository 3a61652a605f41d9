package io.hubflow.nifi.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code hubflow simulate} in a process of its own, which ends with this one. */
final class StandIn implements AutoCloseable {
    private static final int PROPERTIES = 50;

    private final Process process;
    private final JsonNode ready;

    private StandIn(Process process, JsonNode ready) {
        this.process = process;
        this.ready = ready;
    }

    static StandIn start(Path launcher, int contacts, List<String> options) throws IOException {
        var command = new ArrayList<>(List.of(
                launcher.toString(), "simulate", "--port", "0", "--seed", "7", "--records", "contacts=" + contacts));
        command.addAll(options);
        var process =
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop-stand-in"));
        var line = process.inputReader().readLine();
        if (line == null) {
            throw new IOException("the HubSpot stand-in ended before it was ready: " + command);
        }
        return new StandIn(process, NiFiHttp.JSON.readTree(line));
    }

    String url() {
        return ready.path("url").asText();
    }

    String token() {
        return ready.path("token").asText();
    }

    /** The first 50 contact properties, as in the benchmark of the command. */
    String properties() throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(url() + "/crm/v3/properties/contacts"))
                    .header("Authorization", "Bearer " + token())
                    .build();
            var names = new ArrayList<String>();
            for (var property : NiFiHttp.JSON
                    .readTree(http.send(request, BodyHandlers.ofByteArray()).body())
                    .path("results")) {
                names.add(property.path("name").asText());
            }
            return String.join(",", names.subList(0, PROPERTIES));
        }
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
