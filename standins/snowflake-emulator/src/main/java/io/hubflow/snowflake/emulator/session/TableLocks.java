package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Locks on tables, held to the end of a transaction (docs.snowflake.com/en/sql-reference/transactions, "Resource locking"): UPDATE, DELETE
 * and MERGE wait for each other, INSERT and COPY wait for neither, DDL waits for all. Thread-safe.
 */
public final class TableLocks {
    /** What a statement does to a table. */
    public enum Mode {
        INSERT,
        CHANGE,
        DEFINE;

        boolean compatible(Mode other) {
            return this != DEFINE && other != DEFINE && !(this == CHANGE && other == CHANGE);
        }
    }

    private final Duration idleBlocker;

    /** @param idleBlocker a transaction that blocks another and has been silent for so long is rolled back (docs: transactions, 5 minutes) */
    public TableLocks(Duration idleBlocker) {
        this.idleBlocker = idleBlocker;
    }

    /** Table → holder → the strongest mode held. */
    private final Map<String, Map<Transaction, Mode>> held = new HashMap<>();

    private final Map<Transaction, String> waiting = new ConcurrentHashMap<>();

    /**
     * @throws SnowflakeError 625 when another transaction keeps the table for longer than {@code timeout}, 604 when canceled
     */
    void acquire(Transaction holder, String table, Mode mode, Duration timeout, Cancellation cancellation)
            throws InterruptedException {
        long until = System.nanoTime() + timeout.toNanos();
        try {
            while (!tryAcquire(holder, table, mode)) {
                if (System.nanoTime() > until) {
                    throw timeout(table);
                }
                waiting.put(holder, table);
                for (Transaction blocker : blockers(holder, table)) {
                    blocker.abortIfIdle(idleBlocker);
                }
                cancellation.pause(Duration.ofMillis(5));
            }
        } finally {
            waiting.remove(holder);
        }
    }

    /** A lock that a transaction has or waits for. @param table its name in DuckDB */
    record Lock(String table, boolean waiting) {}

    synchronized List<Lock> of(Transaction transaction) {
        var locks = new ArrayList<Lock>();
        held.forEach((table, holders) -> {
            if (holders.containsKey(transaction)) {
                locks.add(new Lock(table, false));
            }
        });
        String awaited = waiting.get(transaction);
        if (awaited != null) {
            locks.add(new Lock(awaited, true));
        }
        return locks;
    }

    /** Snowflake's answer to a lock that was not released in time. */
    public static SnowflakeError timeout(String table) {
        return new SnowflakeError(
                625,
                "57014",
                "Statement has locked table '" + table
                        + "' in another transaction and this lock has not yet been released.");
    }

    private synchronized boolean tryAcquire(Transaction holder, String table, Mode mode) {
        Map<Transaction, Mode> holders = held.computeIfAbsent(table, t -> new HashMap<>());
        boolean free = holders.entrySet().stream()
                .allMatch(e -> e.getKey() == holder || e.getValue().compatible(mode));
        if (free) {
            holders.merge(holder, mode, (a, b) -> a.ordinal() > b.ordinal() ? a : b);
        }
        return free;
    }

    private synchronized List<Transaction> blockers(Transaction waiting, String table) {
        return held.getOrDefault(table, Map.of()).keySet().stream()
                .filter(t -> t != waiting)
                .toList();
    }

    synchronized void release(Transaction holder) {
        held.values().forEach(holders -> holders.remove(holder));
        held.values().removeIf(Map::isEmpty);
    }
}
