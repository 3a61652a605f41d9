package io.hubflow.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A plain HTTP client of a simulator, for tests. */
final class Caller {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Simulator simulator;
    private final String token;

    Caller(Simulator simulator) {
        this(simulator, simulator.token());
    }

    Caller(Simulator simulator, String token) {
        this.simulator = simulator;
        this.token = token;
    }

    /** An answer: status, headers, and the body as text. */
    record Answer(HttpResponse<String> http) {
        int status() {
            return http.statusCode();
        }

        JsonNode json() {
            try {
                return MAPPER.readTree(http.body());
            } catch (IOException notJson) {
                throw new AssertionError("Not JSON: " + http.body(), notJson);
            }
        }

        String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }

        List<String> ids() {
            var ids = new ArrayList<String>();
            json().path("results").forEach(result -> ids.add(result.path("id").asText()));
            return ids;
        }

        String after() {
            return json().path("paging").path("next").path("after").asText("");
        }
    }

    Answer get(String target) throws IOException, InterruptedException {
        return send(target, request -> request.GET());
    }

    Answer post(String target, String body) throws IOException, InterruptedException {
        return send(
                target,
                request -> request.header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** A GET whose answer may never come. */
    CompletableFuture<?> begin(String target) {
        return HTTP.sendAsync(request(target, HttpRequest.Builder::GET), HttpResponse.BodyHandlers.ofString());
    }

    Answer send(String target, Consumer<HttpRequest.Builder> how) throws IOException, InterruptedException {
        return new Answer(HTTP.send(request(target, how), HttpResponse.BodyHandlers.ofString()));
    }

    private HttpRequest request(String target, Consumer<HttpRequest.Builder> how) {
        var request = HttpRequest.newBuilder(URI.create(simulator.url() + target));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        how.accept(request);
        return request.build();
    }
}
