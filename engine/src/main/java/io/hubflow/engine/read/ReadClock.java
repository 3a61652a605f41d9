package io.hubflow.engine.read;

import io.hubflow.engine.destination.Reading;
import io.hubflow.hubspot.ServerTime;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Gives every request its {@link Reading}: when it was sent, by HubSpot's clock.
 *
 * <p>HubSpot's {@code Date} header counts whole seconds and is known only once an answer has arrived, so the estimate is up
 * to a second and one answer's travel behind the truth. The {@code updatedAt} of records that were seen, which has
 * milliseconds, brings it closer. It is not ahead of the truth, and never goes back within a run, nor from one run to the
 * next: a run starts above the newest time of the run before. Thread-safe.
 */
public final class ReadClock {
    /** By which the {@code Date} header can be behind; a time that is further ahead of it comes from a wrong clock. */
    private static final long BEHIND_MILLIS = Duration.ofSeconds(2).toMillis();

    private final Supplier<ServerTime> server;
    private final OptionalLong fixedReadAtMillis;
    private long lastMillis;
    private long lastSentMillis = Long.MIN_VALUE;

    private ReadClock(Supplier<ServerTime> server, OptionalLong fixedReadAtMillis, long lastMillis) {
        this.server = server;
        this.fixedReadAtMillis = fixedReadAtMillis;
        this.lastMillis = lastMillis;
    }

    /**
     * @param server HubSpot's clock
     * @param newestMillis the newest time of reading that any row may carry from earlier runs; 0 = none
     */
    public static ReadClock after(long newestMillis, Supplier<ServerTime> server) {
        return new ReadClock(server, OptionalLong.empty(), newestMillis + 1);
    }

    /** Readings that are all dated as of one time, however late they are made; their order is still that of sending. */
    public static ReadClock datedAsOf(long readAtMillis, Supplier<ServerTime> server) {
        return new ReadClock(server, OptionalLong.of(readAtMillis), readAtMillis);
    }

    /** For a list or a batch read that is about to be sent. */
    public Reading byId() {
        return reading(Reading.Source.ID);
    }

    /** For a search that is about to be sent. */
    Reading search() {
        return reading(Reading.Source.SEARCH);
    }

    private synchronized Reading reading(Reading.Source source) {
        var time = server.get();
        var now = time.earliest().toEpochMilli();
        lastMillis = Math.max(lastMillis, now);
        lastSentMillis = lastMillis <= now + BEHIND_MILLIS ? lastMillis : Math.max(lastSentMillis, now);
        return new Reading(lastSentMillis, time.latest().toEpochMilli(), fixedReadAtMillis.orElse(lastMillis), source);
    }

    /** Takes note that HubSpot's clock has reached this time: a record that it sent was modified then. */
    synchronized void sawUpdate(long updatedAtMillis) {
        if (updatedAtMillis > lastMillis
                && updatedAtMillis <= server.get().earliest().toEpochMilli() + BEHIND_MILLIS) {
            lastMillis = updatedAtMillis;
        }
    }

    /** The newest time given so far. */
    public synchronized long newestMillis() {
        return lastMillis;
    }
}
