package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.app.Main;
import io.hubflow.app.report.Json;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.Endpoint;
import io.hubflow.simulator.quota.Tier;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of {@code hubflow serve} in the middle of a load. */
class KilledServiceIT {
    private static final String TOKEN = "secret-token-1";

    private static final List<String> FLAGS = List.of(
            "--every",
            "1 day",
            "--verify-every",
            "never",
            "--objects",
            "contacts,companies",
            "--associations",
            "none",
            "--include",
            "email,name");

    @TempDir
    Path folder;

    @Test
    void afterAKillTheLoadGoesOnAtOnceAndThePageWithIt() throws Exception {
        try (var hubSpot = Simulator.start(SimulatorOptions.defaults()
                .withRecords(Map.of("contacts", 500L, "companies", 20L))
                .withTier(Tier.UNLIMITED)
                .withToken(TOKEN))) {
            var environment = Map.of(
                    "HUBSPOT_ACCESS_TOKEN",
                    TOKEN,
                    "HUBFLOW_HUBSPOT_BASE_URL",
                    hubSpot.url().toString());

            killInTheMiddle(hubSpot, environment);

            try (var service = new RunningService(folder, environment, FLAGS.toArray(String[]::new))) {
                // Once its warehouse was looked at, the page has what was committed before the kill.
                RunningService.await(() -> service.get("/readyz").equals("ready\n"));
                assertThat(rows(service.portal("main"), "companies")).isEqualTo(20);
                assertThat(service.get("/")).contains("Killed");

                RunningService.await(() -> rows(service.portal("main"), "contacts") == 500
                        && service.portal("main").get("running").isNull());
                var portal = service.portal("main");
                assertThat(portal.get("health").asText()).isEqualTo("fresh");
                assertThat(portal.at("/runs/0/status").asText()).isEqualTo("succeeded");
                assertThat(portal.get("runs")).hasSize(2);
            }
        }
    }

    /** The process is gone when companies are committed, and before a page of contacts is answered. */
    private void killInTheMiddle(Simulator hubSpot, Map<String, String> environment) throws Exception {
        var asked = new CountDownLatch(1);
        var killed = new CountDownLatch(1);
        for (var endpoint : List.of(Endpoint.LIST, Endpoint.SEARCH)) {
            hubSpot.beforePage(2, endpoint, "contacts", () -> {
                asked.countDown();
                try {
                    killed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        var process = start(environment);
        try {
            var address = address(process);
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
            RunningService.await(() -> committed(portal(address), "companies") == 20);
        } finally {
            process.destroyForcibly().waitFor();
            killed.countDown();
        }
    }

    private Process start(Map<String, String> environment) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--port",
                "0"));
        command.addAll(FLAGS);
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("stderr").toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static URI address(Process process) throws IOException {
        var line = process.inputReader().readLine();
        assertThat(line).contains("http://127.0.0.1:");
        return URI.create(line.substring(line.indexOf("http://")));
    }

    private static JsonNode portal(URI address) {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(address.resolve("/api/v1/portals/main"))
                    .build();
            return Json.read(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long rows(JsonNode portal, String objectType) {
        return object(portal, objectType).path("rows").asLong(-1);
    }

    /** Rows of the run that is under way that are in the table for good. */
    private static long committed(JsonNode portal, String objectType) {
        var object = object(portal, objectType);
        return Math.max(
                object.path("rows").asLong(), object.at("/progress/written").asLong());
    }

    private static JsonNode object(JsonNode portal, String objectType) {
        for (var object : portal.get("objects")) {
            if (object.get("object_type").asText().equals(objectType)) {
                return object;
            }
        }
        return portal.path("none");
    }
}
