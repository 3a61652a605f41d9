package io.hubflow.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/** The 50 contact properties that every load takes: the first 50 that the portal lists. */
final class ContactProperties {
    static final int COUNT = 50;

    private ContactProperties() {}

    static List<String> fetch(SimulatorProcess simulator) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(simulator.url() + "/crm/v3/properties/contacts"))
                    .header("Authorization", "Bearer " + simulator.token())
                    .build();
            var answer = http.send(request, BodyHandlers.ofByteArray());
            var names = new ArrayList<String>();
            for (var property : new ObjectMapper().readTree(answer.body()).path("results")) {
                names.add(property.path("name").asText());
            }
            return List.copyOf(names.subList(0, COUNT));
        }
    }
}
