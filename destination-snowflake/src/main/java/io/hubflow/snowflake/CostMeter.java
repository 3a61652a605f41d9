package io.hubflow.snowflake;

import io.hubflow.engine.destination.DestinationCost;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What this destination has cost so far, seen from here: how often our statements woke the warehouse, and how long it ran
 * for us, its idle time before it suspends itself included. Snowflake bills each start with at least 60 seconds
 * (docs.snowflake.com user-guide/warehouses-overview). Other users' statements on the same warehouse are not seen.
 * Thread-safe.
 */
final class CostMeter {
    private static final long MINIMUM_NANOS = Duration.ofSeconds(60).toNanos();

    private final LongSupplier nanoTime;
    private final long suspendNanos;
    private long statements;
    private long withoutWarehouse;
    private long stagedBytes;
    private long wakeUps;
    private long finishedNanos;
    private long awakeSince;
    private long awakeUntil;

    CostMeter(LongSupplier nanoTime, Duration autoSuspend) {
        this.nanoTime = nanoTime;
        this.suspendNanos = autoSuspend.toNanos();
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** A statement that needs no warehouse: SHOW, DDL, PUT, transaction control, or an answer from the result cache. */
    synchronized void free() {
        statements++;
        withoutWarehouse++;
    }

    /** A statement that ran on the warehouse from {@code startNanos} until now. */
    synchronized void computed(long startNanos) {
        statements++;
        if (wakeUps == 0 || startNanos - awakeUntil > suspendNanos) {
            finishedNanos += spanNanos();
            wakeUps++;
            awakeSince = startNanos;
        }
        awakeUntil = now();
    }

    synchronized void staged(long bytes) {
        stagedBytes += bytes;
    }

    /** Whether the warehouse ran for us a moment ago, so that one more statement starts nothing. */
    synchronized boolean awakeWithin(Duration grace) {
        return wakeUps > 0 && now() - awakeUntil <= Math.min(suspendNanos, grace.toNanos());
    }

    private long spanNanos() {
        return wakeUps == 0 ? 0 : Math.max(MINIMUM_NANOS, awakeUntil - awakeSince + suspendNanos);
    }

    synchronized DestinationCost total() {
        return new DestinationCost(
                statements, withoutWarehouse, stagedBytes, Duration.ofNanos(finishedNanos + spanNanos()), wakeUps);
    }
}
