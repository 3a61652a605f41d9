package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The way to stop one running statement: while DuckDB works, while it waits for a lock, while a fault slows it down. Thread-safe. */
public final class Cancellation {
    private @Nullable SnowflakeError reason;
    private java.sql.@Nullable Statement running;

    /** Stops the statement; it ends with 604. */
    public void cancel() {
        cancel(SnowflakeError.canceled());
    }

    /** Stops the statement; it ends with that error. The first reason stands. */
    public synchronized void cancel(SnowflakeError why) {
        reason = reason == null ? why : reason;
        notifyAll();
        if (running != null) {
            try {
                running.cancel();
            } catch (SQLException e) {
                throw new IllegalStateException("DuckDB refused to cancel a statement", e);
            }
        }
    }

    synchronized Optional<SnowflakeError> reason() {
        return Optional.ofNullable(reason);
    }

    synchronized void attach(java.sql.Statement statement) {
        check();
        running = statement;
    }

    synchronized void detach() {
        running = null;
    }

    synchronized void check() {
        if (reason != null) {
            throw reason;
        }
    }

    /** Waits, unless it is canceled first. */
    public synchronized void pause(Duration duration) throws InterruptedException {
        long until = System.nanoTime() + duration.toNanos();
        long left = duration.toMillis();
        while (left > 0) {
            check();
            wait(left);
            left = (until - System.nanoTime()) / 1_000_000;
        }
        check();
    }
}
