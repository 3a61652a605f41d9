package io.hubflow.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

/**
 * Programs that ask the API at a steady pace, and pages that stay open. Latencies count from the moment at which a request was due,
 * so that a server that stalls is not asked less.
 */
final class Visitors implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final URI address;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Socket> pages = new ArrayList<>();
    private final ConcurrentLinkedQueue<Long> latencyNanos = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final LongAdder events = new LongAdder();
    private volatile boolean over;

    Visitors(URI address) {
        this.address = address;
    }

    /**
     * What the visitors saw.
     *
     * @param p99Millis of the requests' latencies
     */
    record Seen(long requests, double p99Millis, long events, List<String> failures) {}

    void openPages(int count) throws IOException {
        for (var i = 0; i < count; i++) {
            var socket = new Socket(address.getHost(), address.getPort());
            socket.getOutputStream()
                    .write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            pages.add(socket);
            threads.execute(() -> follow(socket));
        }
    }

    private void follow(Socket socket) {
        try {
            var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.equals("event: status")) {
                    events.increment();
                }
            }
            if (!over) {
                failures.add("an event stream was closed");
            }
        } catch (IOException e) {
            if (!over) {
                failures.add("an event stream broke: " + e.getMessage());
            }
        }
    }

    /** Asks at this pace for so long; waits for the last answers. */
    Seen ask(int perSecond, Duration time) throws InterruptedException {
        var start = System.nanoTime();
        var requests = (int) (perSecond * time.toSeconds());
        try (var asking = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < requests; i++) {
                var due = start + i * 1_000_000_000L / perSecond;
                Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
                asking.execute(() -> ask(due));
            }
        }
        over = true;
        var sorted = latencyNanos.stream().sorted().toList();
        var p99 = sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() * 99 / 100) / 1e6;
        return new Seen(
                requests,
                p99,
                events.sum(),
                failures.stream().distinct().limit(5).toList());
    }

    private void ask(long due) {
        var request = HttpRequest.newBuilder(address.resolve("/api/v1/status"))
                .timeout(PATIENCE)
                .build();
        try {
            var answer = http.send(request, BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                failures.add("HTTP " + answer.statusCode());
            }
            latencyNanos.add(System.nanoTime() - due);
        } catch (IOException e) {
            failures.add("a request failed: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        over = true;
        for (var page : pages) {
            page.close();
        }
        threads.shutdownNow();
        http.shutdownNow();
    }
}
