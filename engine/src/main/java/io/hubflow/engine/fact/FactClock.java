package io.hubflow.engine.fact;

import io.hubflow.hubspot.HubSpotClient;
import java.util.function.LongSupplier;

/**
 * Times of reading for sets of facts, by HubSpot's clock: not later than the moment that the answer describes, but for the
 * second that its {@code Date} header leaves open. Of two requests the later one has the later time, also from one run to the
 * next. Thread-safe; one a run.
 */
public final class FactClock {
    private final LongSupplier nowMillis;
    private long lastMillis;

    FactClock(long newestMillis, LongSupplier nowMillis) {
        this.lastMillis = newestMillis;
        this.nowMillis = nowMillis;
    }

    /** @param newestMillis the newest time of reading of earlier runs; 0 = none */
    public static FactClock after(long newestMillis, HubSpotClient client) {
        return new FactClock(newestMillis, () -> client.serverTime().earliest().toEpochMilli());
    }

    /** The newest time given so far. */
    public synchronized long newestMillis() {
        return lastMillis;
    }

    /** For a request that is about to be sent. */
    public synchronized long sending() {
        lastMillis = Math.max(lastMillis + 1, nowMillis.getAsLong());
        return lastMillis;
    }
}
