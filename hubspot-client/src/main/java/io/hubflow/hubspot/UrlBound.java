package io.hubflow.hubspot;

import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long a URL this portal takes, in bytes of scheme, host, path and query. HubSpot answers 414 beyond a size that it does
 * not document; 5,116 characters of query were seen to work, and another connector sends 15,000 (reference §3). So the bound
 * is learned: it begins at the configured one and is halved by each refusal until the refused length does not fit any more.
 * Thread-safe.
 */
final class UrlBound {
    /** A query of this length has been seen to be answered: a connection that breaks below it has another cause. */
    static final int SEEN_TO_WORK = 5_116;

    private static final Logger LOG = LoggerFactory.getLogger(UrlBound.class);
    private static final int LEAST = 1_000;

    private final int configured;
    private int bytes;
    private IntConsumer learned = bound -> {};

    UrlBound(int configured) {
        this.configured = configured;
        this.bytes = configured;
    }

    synchronized int bytes() {
        return bytes;
    }

    synchronized boolean fits(int length) {
        return length <= bytes;
    }

    /** Starts from what an earlier run learned, and tells {@code listener} whenever the bound falls. */
    synchronized void resume(int bound, IntConsumer listener) {
        if (bound > 0) {
            bytes = Math.clamp(bound, Math.min(LEAST, configured), configured);
        }
        learned = listener;
    }

    /** A URL of this length was refused with 414. */
    void refused(int length) {
        lower(length, true);
    }

    /** The connection broke over a URL of this length again and again, while a short one was answered. Later runs try it again. */
    void cut(int length) {
        lower(length, false);
    }

    private synchronized void lower(int length, boolean certain) {
        if (length > bytes) {
            return;
        }
        while (bytes >= length && bytes > LEAST) {
            bytes = Math.max(LEAST, bytes / 2);
        }
        LOG.info("A URL of {} bytes was {}; {} bytes are sent from now on", length, certain ? "refused" : "cut", bytes);
        if (certain) {
            learned.accept(bytes);
        }
    }
}
