package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.app.report.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hubflow simulate}, asked over its own HTTP. */
class SimulateCommandIT {
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @Test
    void trafficAndExtraPropertiesAreThereFromTheStart() throws IOException, InterruptedException {
        var printed = new PipedInputStream();
        var out = new PipedOutputStream(printed);
        var command = Thread.ofPlatform()
                .start(() -> CommandLineRun.onto(
                        out,
                        folder,
                        Map.of(),
                        "simulate",
                        "--port",
                        "0",
                        "--records",
                        "contacts=30",
                        "--extra-properties",
                        "contacts=3",
                        "--traffic",
                        "1calls",
                        "--seed",
                        "42"));
        try (var lines = new BufferedReader(new InputStreamReader(printed, StandardCharsets.UTF_8))) {
            var ready = Json.read(lines.readLine());

            assertThat(get(ready, "url", "/crm/v3/properties/contacts")
                            .get("results")
                            .findValuesAsText("name"))
                    .contains("custom_0001", "custom_0003")
                    .doesNotContain("custom_0004");
            assertThat(get(ready, "admin", "/traffic").get("ticks").asInt()).isZero();
            get(ready, "url", "/crm/v3/objects/contacts");
            var traffic = get(ready, "admin", "/traffic");
            assertThat(traffic.get("ticks").asInt()).isEqualTo(1);
            assertThat(traffic.get("seed").asInt()).isEqualTo(42);
            assertThat(traffic.at("/done/create/contacts").asInt()).isEqualTo(1);
            assertThat(traffic.at("/done/update/contacts").asInt()).isEqualTo(5);
        } finally {
            command.interrupt();
            command.join();
        }
    }

    private JsonNode get(JsonNode ready, String server, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(ready.get(server).asText() + path))
                .header("Authorization", "Bearer " + ready.get("token").asText())
                .build();
        return Json.read(
                client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}
