package io.hubflow.snowflake;

import java.util.BitSet;

/**
 * The content hashes that a table's rows have, so that a row which is read again unchanged need not be sent. 16 bytes a row
 * and as much again for speed. Thread-safe.
 */
final class RowDigests {
    /** Of larger tables no digests are kept: 16 MB of memory is what a refresh of them may cost. */
    static final int MAX_ROWS = 500_000;

    private final long[] ids;
    private final long[] hashes;
    private final BitSet filled;
    private final BitSet forgotten = new BitSet();
    private int rows;

    RowDigests(int rows) {
        int slots = Math.max(16, Integer.highestOneBit(Math.max(1, rows)) * 4);
        this.ids = new long[slots];
        this.hashes = new long[slots];
        this.filled = new BitSet(slots);
    }

    synchronized void put(long id, long hash) {
        int slot = slot(id);
        if (!filled.get(slot)) {
            filled.set(slot);
            rows++;
        }
        ids[slot] = id;
        hashes[slot] = hash;
    }

    synchronized int rows() {
        return rows;
    }

    /**
     * Whether the table's row is known to say the same. If not, the row is about to be changed, and nothing is known of it
     * from now on.
     */
    synchronized boolean isSameElseForget(long id, long hash) {
        int slot = slot(id);
        if (!filled.get(slot)) {
            return false;
        }
        if (!forgotten.get(slot) && hashes[slot] == hash) {
            return true;
        }
        forgotten.set(slot);
        return false;
    }

    /** Every row as the table held it, those that are about to be changed included. */
    synchronized void forEach(SentRows.HashConsumer action) {
        for (int slot = filled.nextSetBit(0); slot >= 0; slot = filled.nextSetBit(slot + 1)) {
            action.accept(ids[slot], hashes[slot]);
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
