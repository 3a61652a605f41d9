package io.hubflow.snowflake.emulator.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A statement that was accepted: it runs once, however often its request arrives. Thread-safe. */
public final class Submission {
    private final String queryId;
    private final String requestId;
    private final Session session;
    private final String sql;
    private final Instant startedAt;
    private volatile @Nullable Instant endedAt;
    private final Cancellation cancellation = new Cancellation();
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    Submission(String queryId, String requestId, Session session, String sql, Instant startedAt) {
        this.sql = sql;
        this.startedAt = startedAt;
        this.queryId = queryId;
        this.requestId = requestId;
        this.session = session;
    }

    public String queryId() {
        return queryId;
    }

    public String requestId() {
        return requestId;
    }

    public Session session() {
        return session;
    }

    Cancellation cancellation() {
        return cancellation;
    }

    public String sql() {
        return sql;
    }

    public Instant startedAt() {
        return startedAt;
    }

    /** When it ended; empty while it runs. */
    public Optional<Instant> endedAt() {
        return Optional.ofNullable(endedAt);
    }

    void complete(Outcome end, Instant at) {
        endedAt = at;
        outcome.complete(end);
    }

    /** The outcome, or empty when it takes longer than that. */
    public Optional<Outcome> await(Duration longest) throws InterruptedException {
        try {
            return Optional.of(outcome.get(longest.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("A submission completes normally or not at all", e);
        }
    }
}
