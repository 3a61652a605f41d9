package io.hubflow.snowflake;

import java.util.Arrays;

/** Ids and content hashes, one after the other, as {@link DigestFiles} stores them. Not thread-safe. */
final class HashPairs {
    private long[] values = new long[1024];
    private int rows;

    boolean add(long id, long hash) {
        if (2 * rows + 2 > values.length) {
            values = Arrays.copyOf(values, values.length * 2);
        }
        values[2 * rows] = id;
        values[2 * rows + 1] = hash;
        rows++;
        return true;
    }

    /** More than are kept: says so by {@link #rows} alone. */
    void tooMany() {
        rows = RowDigests.MAX_ROWS + 1;
    }

    /** Id, hash, id, hash…, with unused places at the end. */
    long[] values() {
        return values;
    }

    int rows() {
        return rows;
    }
}
