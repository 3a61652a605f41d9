package io.hubflow.service.http;

import io.hubflow.service.FakePortal;
import io.hubflow.service.HubflowService;
import io.hubflow.service.portal.PortalPlan;
import io.hubflow.service.schedule.LagBound;
import io.hubflow.service.schedule.Never;
import io.hubflow.service.schedule.Schedule;
import io.hubflow.service.schedule.ScheduleRules;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A service with one fake portal, {@code main}, and its HTTP server on a free port. */
final class RunningServer implements AutoCloseable {
    final FakePortal portal = new FakePortal("main");
    final HubflowService service = new HubflowService("1.0", InstantSource.system(), 2);
    final StatusServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    RunningServer(HttpSettings settings) {
        var job = new PortalPlan.Job("sync", List.of(), Schedule.parse("1 day", ZoneOffset.UTC));
        service.add(
                portal,
                new PortalPlan(
                        List.of(job), new Never(), ScheduleRules.DEFAULT, new LagBound.Fixed(Duration.ofDays(9_999))));
        server = StatusServer.start(service, settings, InstantSource.system());
        service.start();
        await(service::ready);
    }

    static RunningServer open() {
        return new RunningServer(HttpSettings.loopback(0));
    }

    int port() {
        return server.address().getPort();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    HttpResponse<String> get(String path) {
        return send(request(path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return everything that the server sends to these bytes until it closes the connection */
    String raw(String text) {
        try (var socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout(180_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static void await(BooleanSupplier condition) {
        var deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within three minutes");
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        server.close();
        service.close();
    }
}
