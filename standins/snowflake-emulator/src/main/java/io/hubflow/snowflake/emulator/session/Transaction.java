package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.translate.ValueErrors;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Snowflake's transactions over DuckDB's, for one session.
 *
 * <p>DuckDB gives up a whole transaction when one statement fails, and reads a snapshot; Snowflake undoes only that statement, and every
 * statement reads what is committed (docs.snowflake.com/en/sql-reference/transactions). So the work done since BEGIN is kept as a
 * journal: after a failure, or when a table that the next statement touches was committed to by another session, the DuckDB transaction
 * is rolled back, begun anew and the journal run again. The locks are held throughout and statements hold no clock or random value, so
 * the repetition does what the first run did.
 *
 * <p>Used by one thread at a time; the session sees to that.
 */
final class Transaction implements AutoCloseable {
    /** Something done with the session's connection; run again it does the same. */
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** A table and what a statement does to it. */
    record Use(String table, TableLocks.Mode mode) {}

    private final Store store;
    private final TableLocks locks;
    private final Connection connection;
    private final List<Work<?>> journal = new ArrayList<>();
    private final Set<String> changed = new HashSet<>();
    private final List<Runnable> onRollback = new ArrayList<>();
    private final ReentrantLock sessionLock;
    private final InstantSource clock;
    private volatile @Nullable Instant startedAt;
    private boolean open;
    private boolean aborted;
    private long snapshot;
    private volatile long lastUseNanos = System.nanoTime();
    private volatile boolean silent;

    /** @param sessionLock held by whoever runs a statement of the session */
    Transaction(Store store, TableLocks locks, ReentrantLock sessionLock, InstantSource clock) {
        this.clock = clock;
        this.store = store;
        this.locks = locks;
        this.sessionLock = sessionLock;
        this.connection = store.connect();
    }

    /** Notes that a statement of the session has arrived. */
    void arrived() {
        silent = false;
    }

    /** Notes that a statement of the session has ended. */
    void touch() {
        lastUseNanos = System.nanoTime();
    }

    /** Until another statement arrives, the session counts as silent for as long as Snowflake waits. */
    void fallSilent() {
        silent = true;
    }

    /** Ends this transaction if its session has been silent for that long; called by whoever waits for its locks. */
    void abortIfIdle(Duration silence) {
        if (!isSilent(silence) || !sessionLock.tryLock()) {
            return;
        }
        try {
            if (open && isSilent(silence)) {
                abort();
            }
        } finally {
            sessionLock.unlock();
        }
    }

    private boolean isSilent(Duration silence) {
        return silent || System.nanoTime() - lastUseNanos >= silence.toNanos();
    }

    /** Ends this transaction now, as SYSTEM$ABORT_TRANSACTION does; false when its session is at work for longer than that. */
    boolean abortNow(Duration longestWait) throws InterruptedException {
        if (!sessionLock.tryLock(longestWait.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        try {
            if (open) {
                abort();
            }
            return true;
        } finally {
            sessionLock.unlock();
        }
    }

    /** The number that SHOW LOCKS and CURRENT_TRANSACTION() give: its start in nanoseconds; empty when none is open. */
    String id() {
        Instant started = startedAt;
        return started == null ? "" : Long.toString(started.getEpochSecond() * 1_000_000_000L + started.getNano());
    }

    String startedAt() {
        Instant started = startedAt;
        return started == null ? "" : started.toString();
    }

    boolean isOpen() {
        return open;
    }

    Connection connection() {
        return connection;
    }

    /** BEGIN; ignored when a transaction is open. */
    void begin() {
        if (!open) {
            sql("BEGIN TRANSACTION");
            snapshot = store.moment();
            startedAt = clock.instant();
            open = true;
            aborted = false;
        }
    }

    /** COMMIT; fine without a transaction. After an abort it undoes everything and says so. */
    void commit() {
        if (!open) {
            return;
        }
        if (aborted) {
            end();
            throw aborted();
        }
        try {
            sql("COMMIT");
            if (!changed.isEmpty()) {
                store.committed(changed);
            }
        } finally {
            end();
        }
    }

    void rollback() {
        if (open) {
            if (!aborted) {
                sql("ROLLBACK");
            }
            onRollback.forEach(Runnable::run);
            end();
        }
    }

    private void end() {
        open = false;
        startedAt = null;
        aborted = false;
        journal.clear();
        changed.clear();
        onRollback.clear();
        locks.release(this);
    }

    /** Something outside DuckDB to be undone with the transaction; dropped at once when none is open. */
    void undoWithRollback(Runnable undo) {
        if (open) {
            onRollback.add(undo);
        }
    }

    /** Reads, in the open transaction or alone. */
    <T> T read(Work<T> work, Set<String> tables) {
        if (!open) {
            return attempt(work);
        }
        requireAlive();
        refresh(tables);
        try {
            return attempt(work);
        } catch (SnowflakeError e) {
            repeat();
            throw e;
        }
    }

    /**
     * Changes tables, in the open transaction or in one of its own.
     *
     * @param abortOnError TRANSACTION_ABORT_ON_ERROR: a failure ends the whole transaction
     */
    <T> T write(
            Work<T> work,
            List<Use> uses,
            Set<String> alsoRead,
            Duration lockTimeout,
            boolean abortOnError,
            Cancellation cancellation)
            throws InterruptedException {
        boolean alone = !open;
        if (!alone) {
            requireAlive();
        }
        try {
            for (Use use : uses) {
                locks.acquire(this, use.table(), use.mode(), lockTimeout, cancellation);
            }
            if (alone) {
                return writeAlone(work, uses);
            }
            return writeInside(work, uses, alsoRead);
        } catch (SnowflakeError e) {
            if (!alone && abortOnError) {
                abort();
            }
            throw e;
        } finally {
            if (alone) {
                locks.release(this);
            }
        }
    }

    private <T> T writeAlone(Work<T> work, List<Use> uses) {
        sql("BEGIN TRANSACTION");
        try {
            T result = attempt(work);
            sql("COMMIT");
            store.committed(uses.stream().map(Use::table).toList());
            return result;
        } catch (SnowflakeError e) {
            sql("ROLLBACK");
            throw e;
        }
    }

    private <T> T writeInside(Work<T> work, List<Use> uses, Set<String> alsoRead) {
        var touched = new HashSet<>(alsoRead);
        uses.forEach(use -> touched.add(use.table()));
        refresh(touched);
        try {
            T result = attempt(work);
            journal.add(work);
            uses.forEach(use -> changed.add(use.table()));
            return result;
        } catch (SnowflakeError e) {
            repeat();
            throw e;
        }
    }

    /** DDL: commits what is open, then runs alone. */
    <T> T define(Work<T> work, List<String> tables, Duration lockTimeout, Cancellation cancellation)
            throws InterruptedException {
        commit();
        return write(
                work,
                tables.stream()
                        .map(table -> new Use(table, TableLocks.Mode.DEFINE))
                        .toList(),
                Set.of(),
                lockTimeout,
                false,
                cancellation);
    }

    private void requireAlive() {
        if (aborted) {
            throw aborted();
        }
    }

    /** unverified: the number of this error on a real account. */
    private static SnowflakeError aborted() {
        return new SnowflakeError(
                90_232,
                "40000",
                "Transaction was aborted by an earlier error (TRANSACTION_ABORT_ON_ERROR); its changes are undone. Issue ROLLBACK.");
    }

    private void abort() {
        if (!aborted) {
            sql("ROLLBACK");
            onRollback.forEach(Runnable::run);
            onRollback.clear();
            journal.clear();
            changed.clear();
            locks.release(this);
            startedAt = null;
            aborted = true;
        }
    }

    private void refresh(Set<String> tables) {
        if (tables.stream().anyMatch(table -> store.changedSince(table, snapshot))) {
            repeat();
        }
    }

    private void repeat() {
        sql("ROLLBACK");
        long moment = store.moment();
        sql("BEGIN TRANSACTION");
        for (Work<?> work : journal) {
            try {
                work.run(connection);
            } catch (SQLException e) {
                throw new IllegalStateException(
                        "The emulator could not repeat a statement of the transaction: " + e.getMessage(), e);
            }
        }
        snapshot = moment;
    }

    private <T> T attempt(Work<T> work) {
        try {
            return work.run(connection);
        } catch (SQLException e) {
            throw translate(e);
        }
    }

    private void sql(String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB: " + sql + ": " + e.getMessage(), e);
        }
    }

    static SnowflakeError translate(SQLException e) {
        String message = String.valueOf(e.getMessage());
        if (message.toLowerCase(Locale.ROOT).contains("interrupt")) {
            return SnowflakeError.canceled();
        }
        return ValueErrors.find(message).orElseGet(() -> {
            var error = SnowflakeError.unsupported("DuckDB says: " + message);
            error.initCause(e);
            return error;
        });
    }

    /** Rolls back; the session is over. */
    @Override
    public void close() {
        try {
            rollback();
        } finally {
            locks.release(this);
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException("DuckDB did not close a connection", e);
            }
        }
    }
}
