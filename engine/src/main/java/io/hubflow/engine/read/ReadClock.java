package io.hubflow.engine.read;

import java.time.Duration;
import java.time.InstantSource;

/**
 * Gives every answer of HubSpot its time of reading, which with {@code updatedAt} orders the versions of a row.
 *
 * <p>The time is the one at which the request was <em>sent</em>: what the answer holds is at least as new. It never goes
 * back within a run, nor from one run to the next, although HubSpot's {@code Date} header counts whole seconds: a run starts
 * above the newest time of the run before.
 *
 * <p>A search answers from an index that lags, so it can show an old calculated value beside the same {@code updatedAt}.
 * Its time is therefore set back by the settle lag: a reading by id (list, batch read) of the same {@code updatedAt} wins
 * over a search made up to that much later. Thread-safe.
 */
public final class ReadClock {
    private final InstantSource clock;
    private final long baseMillis;
    private final long startMillis;
    private final long searchLagMillis;
    private long lastMillis;

    /** @param newestMillis the newest time of reading that any row may carry from earlier runs; 0 = none */
    public ReadClock(InstantSource clock, long serverNowMillis, long newestMillis, Duration searchLag) {
        this.clock = clock;
        this.baseMillis = Math.max(serverNowMillis, newestMillis + 1);
        this.startMillis = clock.millis();
        this.searchLagMillis = searchLag.toMillis();
        this.lastMillis = baseMillis;
    }

    /** For a list or a batch read that is about to be sent. */
    synchronized long byIdMillis() {
        lastMillis = Math.max(lastMillis, baseMillis + clock.millis() - startMillis);
        return lastMillis;
    }

    /** For a search that is about to be sent. */
    long searchMillis() {
        return byIdMillis() - searchLagMillis;
    }

    /** The newest time given so far. */
    public synchronized long newestMillis() {
        return lastMillis;
    }
}
