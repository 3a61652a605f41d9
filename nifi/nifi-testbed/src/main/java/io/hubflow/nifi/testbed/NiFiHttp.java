package io.hubflow.nifi.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** JSON over HTTP to NiFi's REST API, retrying what NiFi refuses only for now (409 while a flow settles, 500 while a node joins). */
final class NiFiHttp {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration SETTLE_LIMIT = Duration.ofMinutes(5);
    private static final String BOUNDARY = "hubflow-nifi-upload";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofMinutes(1))
            .build();
    private final String base;

    NiFiHttp(String base) {
        this.base = base;
    }

    boolean answers(String path) {
        try {
            return http.send(request(path).GET().build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking NiFi", e);
        }
    }

    JsonNode get(String path) {
        return send(request(path).GET());
    }

    JsonNode delete(String path) {
        return send(request(path).DELETE());
    }

    JsonNode post(String path, JsonNode body) {
        return send(withBody(path, "POST", body));
    }

    JsonNode put(String path, JsonNode body) {
        return send(withBody(path, "PUT", body));
    }

    /** A multipart form with one file and plain fields, as the canvas sends it. */
    JsonNode upload(String path, Map<String, String> fields, String fileName, String content) {
        var form = new StringBuilder();
        fields.forEach((name, value) -> form.append("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"")
                .append(name)
                .append("\"\r\n\r\n")
                .append(value)
                .append("\r\n"));
        form.append("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"")
                .append(fileName)
                .append("\"\r\nContent-Type: application/json\r\n\r\n")
                .append(content)
                .append("\r\n--" + BOUNDARY + "--\r\n");
        return send(request(path)
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(HttpRequest.BodyPublishers.ofString(form.toString(), StandardCharsets.UTF_8)));
    }

    private HttpRequest.Builder withBody(String path, String method, JsonNode body) {
        return request(path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofMinutes(5));
    }

    private JsonNode send(HttpRequest.Builder builder) {
        var request = builder.build();
        var answer = new Answer();
        Await.until(request.method() + " " + request.uri().getPath() + " is accepted", SETTLE_LIMIT, () -> {
            answer.take(exchange(request));
            return !answer.mayChange();
        });
        return answer.requireOk(request);
    }

    private HttpResponse<String> exchange(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking NiFi", e);
        }
    }

    private static final class Answer {
        private int status;
        private String body = "";

        void take(HttpResponse<String> response) {
            status = response.statusCode();
            body = response.body();
        }

        boolean mayChange() {
            return status == 409 || status == 503;
        }

        JsonNode requireOk(HttpRequest request) {
            if (status / 100 != 2) {
                throw new IllegalStateException(
                        request.method() + " " + request.uri() + " answered " + status + ": " + body);
            }
            try {
                return JSON.readTree(body.isEmpty() ? "{}" : body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
