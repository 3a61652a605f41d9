package io.hubflow.hubspot;

import io.hubflow.hubspot.quota.Timeline;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** The real client with something else than a network below it: its transport is not for other packages. */
public final class InProcessClient {
    private InProcessClient() {}

    /** Carries one request and brings back the answer, or breaks as a network would. */
    @FunctionalInterface
    public interface Wire {
        /** @param timeout from sending to the last byte */
        Reply send(String method, String target, Map<String, String> headers, byte[] body, Duration timeout)
                throws IOException, InterruptedException;
    }

    /** An answer with its whole body. */
    @SuppressWarnings("ArrayRecordComponent") // replies are never compared
    public record Reply(int status, Map<String, String> headers, byte[] body) {}

    /** Opens a client over a wire. */
    public static HubSpotClient open(HubSpotSettings settings, Wire wire, Timeline timeline, RandomGenerator random) {
        return HubSpotClient.open(settings, new WireTransport(wire), timeline, random);
    }

    private record WireTransport(Wire wire) implements Transport {
        @Override
        public Answer send(Request request, Runnable leaving) throws IOException, InterruptedException {
            leaving.run();
            var uri = request.uri();
            var target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
            var headers = new LinkedHashMap<String, String>();
            headers.put("accept", "application/json");
            if (request.bearer() != null) {
                headers.put("authorization", "Bearer " + request.bearer());
            }
            var body = request.body();
            if (body != null) {
                headers.put("content-type", body.contentType());
            }
            var reply = wire.send(
                    request.method(), target, headers, body == null ? new byte[0] : body.bytes(), request.timeout());
            var answered = new TreeMap<String, List<String>>();
            reply.headers().forEach((name, value) -> answered.put(name, List.of(value)));
            return new Answer(reply.status(), HttpHeaders.of(answered, (name, value) -> true), reply.body());
        }

        @Override
        public void close() {}
    }
}
