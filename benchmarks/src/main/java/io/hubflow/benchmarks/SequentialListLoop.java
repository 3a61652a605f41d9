package io.hubflow.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * The baseline: what a plain script does. One list page of 100 after the other, parsed into a tree, counted, written nowhere.
 *
 * <p>Arguments: base URL, token, comma-separated properties, most rows to read. Prints the rows read.
 */
final class SequentialListLoop {
    private SequentialListLoop() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var json = new ObjectMapper();
        var mostRows = Long.parseLong(arguments[3]);
        var rows = 0L;
        try (var http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var after = "";
            while (rows < mostRows) {
                var url = arguments[0] + "/crm/v3/objects/contacts?limit=100&properties=" + arguments[2] + after;
                var answer = http.send(
                        HttpRequest.newBuilder(URI.create(url))
                                .header("Authorization", "Bearer " + arguments[1])
                                .build(),
                        BodyHandlers.ofByteArray());
                if (answer.statusCode() != 200) {
                    throw new IllegalStateException("HTTP " + answer.statusCode());
                }
                var page = json.readTree(answer.body());
                rows += page.path("results").size();
                var next = page.path("paging").path("next").path("after");
                if (next.isMissingNode()) {
                    break;
                }
                after = "&after=" + next.asText();
            }
        }
        System.out.println(rows);
    }
}
