package io.hubflow.service.notify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An HTTP server that keeps what is posted to it. */
final class Receiver implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer server;
    private final BlockingQueue<JsonNode> posted = new LinkedBlockingQueue<>();
    private final Deque<Integer> answers = new ConcurrentLinkedDeque<>();
    private volatile @Nullable CountDownLatch hold;

    Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var body = JSON.readTree(exchange.getRequestBody().readAllBytes());
            var waiting = hold;
            if (waiting != null) {
                try {
                    waiting.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            var status = answers.isEmpty() ? 200 : answers.removeFirst();
            exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/elsewhere");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
            posted.add(JSON.createObjectNode().put("status", status).set("body", body));
        });
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/services/T0/B0/key-of-the-channel");
    }

    /** The next requests are answered like this, the others with 200. */
    void answer(int... statuses) {
        for (var status : statuses) {
            answers.add(status);
        }
    }

    /** Answers wait for this; null = no more. */
    void hold(@Nullable CountDownLatch latch) {
        hold = latch;
    }

    /** The body of the next request that was accepted; others before it are left out. */
    JsonNode accepted() throws InterruptedException {
        var next = next();
        while (next.get("status").asInt() != 200) {
            next = next();
        }
        return next.get("body");
    }

    /** The next request, with the status that it was answered with. */
    JsonNode next() throws InterruptedException {
        var next = posted.poll(3, TimeUnit.MINUTES);
        if (next == null) {
            throw new AssertionError("nothing was posted within three minutes");
        }
        return next;
    }

    boolean isEmpty() {
        return posted.isEmpty();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
