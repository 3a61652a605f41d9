package io.hubflow.hubspot;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sends one request and brings back its whole answer, once: no retries, no redirects, no meaning. Thread-safe. */
interface Transport extends AutoCloseable {
    /**
     * @param leaving run when the body of the request goes out to a connection that is there; never for a request without a body
     * @throws java.net.http.HttpTimeoutException when the last byte has not come within the request's timeout
     * @throws IOException when the connection cannot be made, breaks, or ends before the announced end of the answer
     */
    Answer send(Request request, Runnable leaving) throws IOException, InterruptedException;

    @Override
    void close();

    /** @param timeout from sending to the last byte @param bearer the token; kept out of {@code toString} */
    record Request(String method, URI uri, @Nullable String bearer, Call.@Nullable Body body, Duration timeout) {
        @Override
        public String toString() {
            return method + " " + uri.getPath();
        }
    }

    /** A complete answer of any status. */
    record Answer(int status, HttpHeaders headers, byte[] body) {
        Optional<String> header(String name) {
            return headers.firstValue(name);
        }

        @Override
        public String toString() {
            return status + ", " + body.length + " bytes";
        }
    }
}
