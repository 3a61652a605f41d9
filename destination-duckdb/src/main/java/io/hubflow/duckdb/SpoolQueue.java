package io.hubflow.duckdb;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The spools of one stage. A commit takes what is there when it begins; what is appended while it runs waits for the next one.
 * What a commit has taken is not counted as staged; if it fails it comes back. Guarded by the stage's lock.
 *
 * @param <S> the kind of spool
 */
final class SpoolQueue<S extends SpoolQueue.Spool> {
    /** A spool that takes entries until a commit takes it. */
    interface Spool extends AutoCloseable {
        long entries();

        /** By which a commit becomes due, about the bytes that it holds. */
        long weight();

        @Override
        void close();
    }

    enum Outcome {
        COMMITTED,
        FAILED
    }

    private final Supplier<S> opening;
    private final List<S> waiting = new ArrayList<>();
    private final List<S> taken = new ArrayList<>();
    private S open;
    private boolean closed;

    SpoolQueue(Supplier<S> opening) {
        this.opening = opening;
        this.open = opening.get();
    }

    /**
     * The one that takes entries now.
     *
     * @param table names the stage in an error
     * @throws ConnectorException {@code BUG} when the stage was closed
     */
    S requireOpen(String table) {
        if (closed) {
            throw new ConnectorException(
                    ErrorCode.BUG, "The stage of " + table + " was used after it was closed.", "", "");
        }
        return open;
    }

    /** Queues one that was filled elsewhere. */
    void add(S filled) {
        waitWithOpen();
        waiting.add(filled);
    }

    long entries() {
        return open.entries() + waiting.stream().mapToLong(Spool::entries).sum();
    }

    long weight() {
        return open.weight() + waiting.stream().mapToLong(Spool::weight).sum();
    }

    /** Takes what is staged, oldest first, until {@link #settle}. */
    List<S> take() {
        waitWithOpen();
        taken.addAll(waiting);
        waiting.clear();
        return List.copyOf(taken);
    }

    /** Ends the taking: the entries are in the table, or they wait again before those that were appended since. */
    void settle(Outcome outcome) {
        if (outcome == Outcome.COMMITTED || closed) {
            drop(taken);
        } else {
            waiting.addAll(0, taken);
            taken.clear();
        }
    }

    /** What a commit has taken is dropped when it ends. */
    void close() {
        closed = true;
        drop(waiting);
        open.close();
        open = opening.get();
    }

    private void waitWithOpen() {
        if (open.entries() > 0) {
            waiting.add(open);
            open = opening.get();
        }
    }

    private static void drop(List<? extends Spool> spools) {
        spools.forEach(Spool::close);
        spools.clear();
    }
}
