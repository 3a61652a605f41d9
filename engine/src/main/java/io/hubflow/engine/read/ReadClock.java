package io.hubflow.engine.read;

import io.hubflow.engine.destination.Reading;
import io.hubflow.hubspot.ServerTime;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Gives every request its {@link Reading}: when it was sent, by HubSpot's clock.
 *
 * <p>HubSpot's {@code Date} header counts whole seconds and is known only once an answer has arrived, so the estimate is up to a
 * second and one answer's travel behind the truth. The {@code updatedAt} of records that were seen, which has milliseconds, brings
 * it closer. Readings of which the clock shows the same time are told apart by their order. It never goes back within a run, nor
 * from one run to the next: a run starts above the newest time of the run before, so that a reading by id never loses to one that
 * was made earlier.
 *
 * <p>So it may be ahead of the clock: because the clock is wrong now and behind, or because it was wrong before and ahead. Which
 * of the two cannot be told. Until the clock has caught up, {@link #isAhead} says that searches must not bring values: they count
 * from {@code updatedAt}, and would lose to rows that carry a time that is still to come. Thread-safe.
 */
public final class ReadClock {
    /** By which the {@code Date} header can be behind; a time that is further ahead of it comes from a wrong clock. */
    private static final long BEHIND_MILLIS = Duration.ofSeconds(2).toMillis();

    private final Supplier<ServerTime> server;
    private final OptionalLong fixedReadAtMillis;
    private long lastMillis;
    private int order = -1;

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

    /** Whether values are to be read by id, because a search would lose to rows that carry a later time. */
    synchronized boolean isAhead() {
        return isAheadOf(server.get().earliest().toEpochMilli());
    }

    private boolean isAheadOf(long nowMillis) {
        return lastMillis > nowMillis + BEHIND_MILLIS;
    }

    private synchronized Reading reading(Reading.Source source) {
        var time = server.get();
        var now = time.earliest().toEpochMilli();
        var before = lastMillis;
        // Where the clock does not tell which of two readings is later, their order does.
        lastMillis = isAheadOf(now) ? lastMillis + 1 : Math.max(lastMillis, now);
        order = lastMillis == before ? Math.min(order + 1, Reading.LAST_OF_A_MILLISECOND) : 0;
        return new Reading(
                lastMillis, time.latest().toEpochMilli(), fixedReadAtMillis.orElse(lastMillis), source, order);
    }

    /** Takes note that HubSpot's clock has reached this time: a record that it sent was modified then. */
    synchronized void sawUpdate(long updatedAtMillis) {
        if (updatedAtMillis > lastMillis
                && updatedAtMillis <= server.get().latest().toEpochMilli() + BEHIND_MILLIS) {
            lastMillis = updatedAtMillis;
        }
    }

    /** The newest time given so far. */
    public synchronized long newestMillis() {
        return lastMillis;
    }
}
