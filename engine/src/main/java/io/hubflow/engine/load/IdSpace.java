package io.hubflow.engine.load;

import io.hubflow.engine.slice.IdIntervals;
import io.hubflow.engine.slice.IdRange;
import java.util.Optional;

/**
 * The ids that nobody reads yet, shared out to lanes in chunks: list lanes take from the bottom, search lanes from the top,
 * until they meet. Chunks hold about as many rows as keeps every lane busy to the end: large while much is left, small when
 * little is. Ids are sparse and uneven, so the width of a chunk follows what the last chunks on that side held.
 *
 * <p>Thread-safe. A lane that finds nothing free waits until others have given back or finished.
 */
final class IdSpace {
    /** 25 search pages: little is lost on the last, half-empty page of a chunk. */
    static final long MAX_CHUNK_ROWS = 5_000;
    /** Two search pages. */
    static final long MIN_CHUNK_ROWS = 400;

    private static final double LEARN = 0.5;
    /** One surprise may change the estimate this much. */
    private static final double MAX_STEP = 16;

    private final int lanes;
    private IdIntervals free;
    private double rowsFree;
    private double rowsPerIdLow;
    private double rowsPerIdHigh;
    private long lowestUsed;
    private int reading;
    private boolean closed;

    /**
     * @param lowestUsed no record is known below it; the first chunk from the bottom reaches at least that far
     * @param highestUsed likewise above
     * @param rows how many records the free ids hold, roughly
     */
    IdSpace(IdIntervals free, long lowestUsed, long highestUsed, double rows, int lanes) {
        this.free = free;
        this.lanes = Math.max(1, lanes);
        this.lowestUsed = lowestUsed;
        this.rowsFree = rows;
        var used = Math.max(1.0, free.minus(outside(lowestUsed, highestUsed)).width());
        this.rowsPerIdLow = Math.max(1, rows) / used;
        this.rowsPerIdHigh = rowsPerIdLow;
    }

    /** A chunk from the bottom; empty when everything is read, or reading was stopped. */
    synchronized Optional<IdRange> takeLowest() throws InterruptedException {
        if (!awaitFree()) {
            return Optional.empty();
        }
        var range = free.lowest().orElseThrow();
        var start = Math.max(range.from(), Math.min(lowestUsed, range.to() - 1));
        var width = width(rowsPerIdLow);
        var to = width >= range.to() - start ? range.to() : start + width;
        return Optional.of(claim(new IdRange(range.from(), to)));
    }

    /** A chunk from the top; empty when everything is read, or reading was stopped. */
    synchronized Optional<IdRange> takeHighest() throws InterruptedException {
        if (!awaitFree()) {
            return Optional.empty();
        }
        var range = free.highest().orElseThrow();
        var width = width(rowsPerIdHigh);
        var from = width >= range.width() ? range.from() : range.to() - width;
        return Optional.of(claim(new IdRange(from, range.to())));
    }

    /** Rows that a chunk should hold now. */
    synchronized long chunkRows() {
        return Math.clamp((long) (rowsFree / (2.0 * lanes)), MIN_CHUNK_ROWS, MAX_CHUNK_ROWS);
    }

    /** A taken chunk was read down to {@code rest}, which others may have; absent when whole. */
    synchronized void release(IdRange chunk, long rowsRead, Optional<IdRange> rest, boolean fromBottom) {
        var readWidth = chunk.width() - rest.map(IdRange::width).orElse(0L);
        learn(rowsRead, Math.max(1, readWidth), fromBottom);
        rest.ifPresent(range -> {
            free = free.plus(range);
            rowsFree += range.width() * density(fromBottom);
        });
        reading--;
        notifyAll();
    }

    /** The upper part of a chunk goes back while its lower part is still being read. */
    synchronized void giveBack(IdRange range, long rows) {
        free = free.plus(range);
        rowsFree += rows;
        notifyAll();
    }

    /** Where the records lie, once it is known. */
    synchronized void describe(long lowest, long highest, double rows) {
        lowestUsed = lowest;
        rowsPerIdLow = Math.max(1, rows) / Math.max(1.0, (double) highest - lowest);
        rowsPerIdHigh = rowsPerIdLow;
    }

    /** Someone else has read these ids. */
    synchronized void remove(IdRange range) {
        var before = free.width();
        free = free.minus(range);
        if (before > 0) {
            rowsFree *= (double) free.width() / before;
        }
    }

    synchronized boolean isFree(long id) {
        return free.contains(id);
    }

    /** Lanes get nothing more. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized IdIntervals free() {
        return free;
    }

    private boolean awaitFree() throws InterruptedException {
        while (!closed && free.isEmpty() && reading > 0) {
            wait();
        }
        return !closed && !free.isEmpty();
    }

    private IdRange claim(IdRange chunk) {
        var before = free.width();
        free = free.minus(chunk);
        rowsFree *= (double) free.width() / before;
        reading++;
        return chunk;
    }

    private long width(double rowsPerId) {
        return (long) Math.clamp(chunkRows() / rowsPerId, 1, (double) IdRange.END);
    }

    private void learn(long rows, long width, boolean fromBottom) {
        var known = density(fromBottom);
        var seen = Math.clamp(rows / (double) width, known / MAX_STEP, known * MAX_STEP);
        var learned = Math.max(Double.MIN_NORMAL, known + LEARN * (seen - known));
        if (fromBottom) {
            rowsPerIdLow = learned;
        } else {
            rowsPerIdHigh = learned;
        }
    }

    private double density(boolean fromBottom) {
        return fromBottom ? rowsPerIdLow : rowsPerIdHigh;
    }

    private static IdIntervals outside(long lowest, long highest) {
        var outside = IdIntervals.NONE;
        if (lowest > 0 && lowest < IdRange.END) {
            outside = outside.plus(new IdRange(0, lowest));
        }
        return highest < IdRange.END - 1 && highest > 0 ? outside.plus(new IdRange(highest + 1, IdRange.END)) : outside;
    }
}
