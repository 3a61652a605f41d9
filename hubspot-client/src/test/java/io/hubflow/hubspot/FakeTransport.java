package io.hubflow.hubspot;

import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Gives prepared answers, in order, the last one again and again; remembers what was asked. Thread-safe. */
final class FakeTransport implements Transport {
    static final String EMPTY_PAGE = "{\"total\":0,\"results\":[]}";

    private final ArrayDeque<Step> steps = new ArrayDeque<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    interface Step {
        Answer answer(Request request) throws IOException, InterruptedException;
    }

    static FakeTransport answering(Step... steps) {
        var transport = new FakeTransport();
        transport.steps.addAll(Arrays.asList(steps));
        return transport;
    }

    static Step ok(String body) {
        return answer(200, body);
    }

    /** With HubSpot's own headers. */
    static Step answer(int status, String body, String... namesAndValues) {
        var headers = new ArrayList<>(List.of(
                "X-HubSpot-RateLimit-Max", "190",
                "X-HubSpot-RateLimit-Remaining", "190",
                "X-HubSpot-RateLimit-Interval-Milliseconds", "10000"));
        headers.addAll(List.of(namesAndValues));
        return plain(status, body, headers.toArray(String[]::new));
    }

    /** As some other server would answer. */
    static Step plain(int status, String body, String... namesAndValues) {
        var headers = new TreeMap<String, List<String>>();
        for (var i = 0; i < namesAndValues.length; i += 2) {
            headers.put(namesAndValues[i], List.of(namesAndValues[i + 1]));
        }
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        return request -> new Answer(status, HttpHeaders.of(Map.copyOf(headers), (name, value) -> true), bytes);
    }

    /** For lists of properties, which are asked for at once: an answer for each sensitivity class. */
    static Step byClass(Step nonSensitive, Step sensitive, Step highlySensitive) {
        return request -> {
            var query = request.uri().getQuery();
            var step = query.contains("=highly_sensitive")
                    ? highlySensitive
                    : query.contains("=sensitive") ? sensitive : nonSensitive;
            return step.answer(request);
        };
    }

    static Step failing(IOException failure) {
        return request -> {
            throw failure;
        };
    }

    @Override
    public Answer send(Request request, Runnable leaving) throws IOException, InterruptedException {
        leaving.run();
        requests.add(request);
        return next().answer(request);
    }

    private synchronized Step next() {
        return steps.size() > 1 ? steps.removeFirst() : steps.getFirst();
    }

    List<Request> requests() {
        return requests;
    }

    List<String> targets() {
        return requests.stream()
                .map(request -> request.uri().getRawPath()
                        + (request.uri().getRawQuery() == null
                                ? ""
                                : "?" + request.uri().getRawQuery()))
                .toList();
    }

    String body(int request) {
        var body = requests.get(request).body();
        return body == null ? "" : new String(body.bytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {}
}
