package io.hubflow.engine.load;

import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The ids that nobody reads yet, and roughly how many records they hold. Lanes claim parts of it from both ends until they
 * meet. A claim should hold as many rows as keeps every lane busy to the end: many while much is left, few when little is.
 *
 * <p>Thread-safe. A lane that finds nothing free waits until others have given back or finished.
 */
final class IdSpace {
    private final int lanes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private IdIntervals free;
    private double rowsFree;
    private int reading;
    private boolean closed;

    /** @param rows how many records the free ids hold, roughly; 0 = not known */
    IdSpace(IdIntervals free, double rows, int lanes) {
        this.free = free;
        this.rowsFree = rows;
        this.lanes = Math.max(1, lanes);
    }

    /** The lowest free ids; empty when everything is read, or reading was stopped. */
    Optional<IdRange> awaitLowest() throws InterruptedException {
        return awaitFree(IdIntervals::lowest);
    }

    /** The highest free ids; empty when everything is read, or reading was stopped. */
    Optional<IdRange> awaitHighest() throws InterruptedException {
        return awaitFree(IdIntervals::highest);
    }

    /** What is still free of these ids, from their lower end. The lane that has it must release it. */
    Optional<IdRange> claimFromBottom(IdRange wanted, long rows) {
        return locked(() -> claim(free.within(wanted).lowest(), rows));
    }

    /** What is still free of these ids, from their upper end. The lane that has it must release it. */
    Optional<IdRange> claimFromTop(IdRange wanted, long rows) {
        return locked(() -> claim(free.within(wanted).highest(), rows));
    }

    /** Rows that a claim of a search lane should hold now: whole search pages. */
    long chunkRows() {
        double rows = locked(() -> rowsFree);
        return ClaimSizes.search(rows, lanes);
    }

    /** Rows that a claim of a list lane should hold now. */
    long listRows() {
        double rows = locked(() -> rowsFree);
        return ClaimSizes.list(rows, lanes);
    }

    /** Nobody has said how many records there are. */
    boolean isUncounted() {
        return locked(() -> rowsFree <= 0);
    }

    /** A claim was read. */
    void release() {
        change(() -> reading--);
    }

    /** Part of a claim goes back; the rest of it is still being read. */
    void giveBack(IdRange range, long rows) {
        change(() -> {
            free = free.plus(range);
            rowsFree += rows;
        });
    }

    /** Someone else has read these ids. */
    void remove(IdRange range, long rows) {
        change(() -> {
            free = free.minus(range);
            took(rows);
        });
    }

    boolean isFree(long id) {
        return locked(() -> free.contains(id));
    }

    /** Lanes get nothing more. */
    void close() {
        change(() -> closed = true);
    }

    IdIntervals free() {
        return locked(() -> free);
    }

    private Optional<IdRange> claim(Optional<IdRange> range, long rows) {
        if (closed) {
            return Optional.empty();
        }
        range.ifPresent(chunk -> {
            free = free.minus(chunk);
            took(rows);
            reading++;
        });
        return range;
    }

    private void took(long rows) {
        rowsFree = free.isEmpty() ? 0 : Math.max(1, rowsFree - rows);
    }

    private Optional<IdRange> awaitFree(Function<IdIntervals, Optional<IdRange>> which) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && free.isEmpty() && reading > 0) {
                moved.await();
            }
            return closed ? Optional.empty() : which.apply(free);
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
