package io.hubflow.duckdb;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one commit at a time run in this process, whatever file it goes to: appending pins about a megabyte of DuckDB's memory for
 * each column, and a service loads several portals at once. First come, first served. Thread-safe.
 */
final class CommitTurn {
    /** Longer than a large commit takes. A disk that hangs must not stop the portals on other disks. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    /** One for the process, because the files share its memory. */
    static final CommitTurn OF_PROCESS = new CommitTurn(LONGEST_WAIT);

    private final ReentrantLock turn = new ReentrantLock(true);
    private final Duration longestWait;

    /** @param longestWait after which a commit begins beside another one */
    CommitTurn(Duration longestWait) {
        this.longestWait = longestWait;
    }

    interface Work<T> extends Callable<T> {
        @Override
        T call() throws SQLException;
    }

    /** Does this when the commits that came before have ended. */
    <T> T take(Work<T> commit) throws SQLException {
        var taken = await();
        try {
            return commit.call();
        } finally {
            if (taken) {
                turn.unlock();
            }
        }
    }

    /** @return whether the turn came within the time */
    private boolean await() {
        try {
            return turn.tryLock(longestWait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the commit does not wait for anything else
            return false;
        }
    }
}
