package io.hubflow.duckdb;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The platform thread on which all of DuckDB's native code runs: a virtual thread would pin its carrier there. Thread-safe.
 *
 * <p>A caller that is interrupted while it waits still gets the outcome, and its interrupt flag back: work that has begun
 * is not left in an unknown state.
 */
final class WriterThread implements AutoCloseable {
    private final ExecutorService executor = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("hubflow-duckdb-writer").daemon(true).factory());

    <T> T call(Callable<T> work) throws SQLException {
        Future<T> future;
        try {
            future = executor.submit(work);
        } catch (RejectedExecutionException closed) {
            throw new ConnectorException(
                    ErrorCode.BUG, "The DuckDB destination was used after it was closed.", "", "", closed);
        }
        var interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException wait) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException failure) {
            throw unwrap(failure.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }

    private static SQLException unwrap(@Nullable Throwable cause) {
        switch (cause) {
            case null -> throw new IllegalStateException("failed without a cause");
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            case SQLException sql -> {
                return sql;
            }
            default -> throw new IllegalStateException(cause);
        }
    }
}
