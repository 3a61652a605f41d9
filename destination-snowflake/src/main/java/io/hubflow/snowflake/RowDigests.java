package io.hubflow.snowflake;

import io.hubflow.engine.destination.Row;
import java.util.BitSet;
import java.util.Optional;

/**
 * The digests of a table's rows, so that a row which is read again unchanged need not be sent. 24 bytes a row and up to three
 * times as much again for speed. Thread-safe.
 */
final class RowDigests {
    /** Of larger tables no digests are kept: 24 MB of memory is what a refresh of them may cost. */
    static final int MAX_ROWS = 500_000;

    private final long[] ids;
    private final long[] hashes;
    private final long[] createdAtMillis;
    private final BitSet filled;
    private final BitSet forgotten = new BitSet();
    private int rows;

    RowDigests(int rows) {
        int slots = Math.max(16, Integer.highestOneBit(Math.max(1, rows)) * 4);
        this.ids = new long[slots];
        this.hashes = new long[slots];
        this.createdAtMillis = new long[slots];
        this.filled = new BitSet(slots);
    }

    synchronized void put(long id, RowDigest digest) {
        int slot = slot(id);
        if (!filled.get(slot)) {
            filled.set(slot);
            rows += digest.isRemoved() ? 0 : 1;
        }
        ids[slot] = id;
        hashes[slot] = digest.hash();
        createdAtMillis[slot] = digest.createdAtMillis();
    }

    /** What the table held, also of a row that is about to be changed; absent for one that it did not hold. */
    synchronized Optional<RowDigest> find(long id) {
        int slot = slot(id);
        return filled.get(slot) ? Optional.of(digest(slot)) : Optional.empty();
    }

    private RowDigest digest(int slot) {
        return new RowDigest(hashes[slot], createdAtMillis[slot]);
    }

    /** How many rows the table held, removed ones not counted. */
    synchronized int rows() {
        return rows;
    }

    /**
     * Whether the row is known to change nothing: the table holds the same, or has removed it in a later version. If not,
     * the row is about to be changed, and nothing is known of it from now on.
     */
    synchronized boolean isNeedlessElseForget(Row row) {
        int slot = slot(row.id());
        boolean needless = filled.get(slot)
                && !forgotten.get(slot)
                && (digest(slot).isRemoved()
                        ? !row.isTombstone() && row.versionMicros() <= hashes[slot]
                        : hashes[slot] == row.contentHash());
        if (!needless) {
            forgotten.set(slot);
        }
        return needless;
    }

    /**
     * Whether the row of the departed record is known to have been removed for the same reason. If not, nothing is known of it
     * from now on.
     */
    synchronized boolean isRemovedElseForget(Row departed) {
        int slot = slot(departed.id());
        long reason = RowDigest.removedBy(departed).createdAtMillis();
        if (!filled.get(slot) || forgotten.get(slot) || createdAtMillis[slot] != reason) {
            forgotten.set(slot);
            return false;
        }
        hashes[slot] = Math.max(hashes[slot], departed.versionMicros());
        return true;
    }

    /** Every row as the table held it, those that are about to be changed included. */
    synchronized void forEach(RowDigest.Consumer action) {
        for (int slot = filled.nextSetBit(0); slot >= 0; slot = filled.nextSetBit(slot + 1)) {
            action.accept(ids[slot], digest(slot));
        }
    }

    private int slot(long id) {
        int mask = ids.length - 1;
        int slot = (int) ((id * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (filled.get(slot) && ids[slot] != id) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
