package io.hubflow.service.http;

import io.hubflow.service.status.Changes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;

/**
 * Sends the page's moving part to every open page when it has changed, at most once a second to each. It is made for all of them
 * together, at most once in {@link SharedAnswer#LONGEST}. Each stream holds a virtual thread; a reader that does not read is cut
 * off by the connection's idle timeout.
 */
final class EventStreams {
    /** More pages than anyone has open; each costs about 50 KiB. */
    static final int MOST = 2_000;

    private static final Duration PACE = Duration.ofSeconds(1);

    /** Below any proxy's idle timeout, and below ours. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private static final byte[] COMMENT = ": still here\n\n".getBytes(StandardCharsets.UTF_8);

    private final Changes changes;
    private final SharedAnswer<Event> newest;
    private final BooleanSupplier stopping;
    private final Semaphore room = new Semaphore(MOST);

    /** @param version of what it tells; what changed while it was made may or may not be in it */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Event(long version, byte[] bytes) {}

    EventStreams(Changes changes, Supplier<String> fragment, BooleanSupplier stopping) {
        this.changes = changes;
        this.newest = new SharedAnswer<>(() -> event(fragment), System::nanoTime);
        this.stopping = stopping;
    }

    /** Writes until the reader goes away or the service stops. */
    void serve(Response response) throws IOException, InterruptedException {
        if (!room.tryAcquire()) {
            throw new Refusal(503, "TOO_MANY_STREAMS", "Too many pages are open; close some and try again.");
        }
        try {
            response.setStatus(200);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
            var seen = -1L;
            while (!stopping.getAsBoolean()) {
                var version = changes.awaitOther(seen, HEARTBEAT);
                if (version == seen) {
                    Content.Sink.write(response, false, ByteBuffer.wrap(COMMENT));
                } else {
                    // It can be a little older than the version; then the next one follows after the pace.
                    var event = newest.current();
                    seen = event.version();
                    Content.Sink.write(response, false, ByteBuffer.wrap(event.bytes()));
                    Thread.sleep(PACE);
                }
            }
            Content.Sink.write(response, true, ByteBuffer.allocate(0));
        } finally {
            room.release();
        }
    }

    private Event event(Supplier<String> fragment) {
        var version = changes.version();
        var lines = fragment.get().lines().map(line -> "data: " + line + "\n").toList();
        var text = "event: status\n" + String.join("", lines) + "\n";
        return new Event(version, text.getBytes(StandardCharsets.UTF_8));
    }
}
