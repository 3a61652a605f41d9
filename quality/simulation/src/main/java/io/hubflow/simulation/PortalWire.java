package io.hubflow.simulation;

import io.hubflow.hubspot.InProcessClient;
import io.hubflow.hubspot.InProcessClient.Reply;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.http.HttpServer;
import io.hubflow.simulator.http.Request;
import io.hubflow.simulator.http.Response;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/** Carries one process's calls to a portal in virtual time. */
final class PortalWire implements InProcessClient.Wire {
    private final SeededScheduler scheduler;
    private final RunProcess process;
    private final Simulator portal;
    private final Travel travel;
    private final LongConsumer beforeCall;
    private long calls;

    /** How long a request travels to the portal, and its answer back. */
    @FunctionalInterface
    interface Travel {
        long millis(Request request);
    }

    /**
     * @param beforeCall told the number of each call, from 1, just before the portal answers it
     */
    PortalWire(
            SeededScheduler scheduler, RunProcess process, Simulator portal, Travel travel, LongConsumer beforeCall) {
        this.scheduler = scheduler;
        this.process = process;
        this.portal = portal;
        this.travel = travel;
        this.beforeCall = beforeCall;
    }

    long calls() {
        return calls;
    }

    @Override
    public Reply send(String method, String target, Map<String, String> headers, byte[] body, Duration timeout)
            throws IOException, InterruptedException {
        process.step();
        var request = new Request(method, target, headers, body);
        scheduler.sleep(travel.millis(request));
        beforeCall.accept(++calls);
        var response = portal.answer(request);
        var reply =
                new Reply(response.status(), headers(response), Arrays.copyOf(response.body(), response.bodyBytes()));
        switch (response.delivery()) {
            case WHOLE -> scheduler.sleep(travel.millis(request));
            case CUT_SHORT -> {
                scheduler.sleep(travel.millis(request));
                throw new IOException("the connection closed before the announced end");
            }
            case RESET -> throw new IOException("Connection reset");
            case STALLED -> {
                scheduler.sleep(timeout.toMillis());
                throw new HttpTimeoutException("request timed out");
            }
        }
        process.step();
        return reply;
    }

    private Map<String, String> headers(Response response) {
        var headers = new LinkedHashMap<>(response.headers());
        headers.putIfAbsent("Date", HttpServer.dateText(portal.now()));
        headers.values().removeIf(String::isEmpty);
        return headers;
    }
}
