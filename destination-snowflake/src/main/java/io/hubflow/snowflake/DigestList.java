package io.hubflow.snowflake;

import java.util.Arrays;

/** Ids and digests, one after the other, as {@link DigestFiles} stores them. Not thread-safe. */
final class DigestList {
    static final int LONGS_A_ROW = 3;

    private long[] values = new long[1024 * LONGS_A_ROW];
    private int rows;

    boolean add(long id, RowDigest digest) {
        int start = LONGS_A_ROW * rows;
        if (start == values.length) {
            values = Arrays.copyOf(values, values.length * 2);
        }
        values[start] = id;
        values[start + 1] = digest.hash();
        values[start + 2] = digest.createdAtMillis();
        rows++;
        return true;
    }

    /** More than are kept: says so by {@link #rows} alone. */
    void tooMany() {
        rows = RowDigests.MAX_ROWS + 1;
    }

    long id(int row) {
        return values[LONGS_A_ROW * row];
    }

    RowDigest digest(int row) {
        return new RowDigest(values[LONGS_A_ROW * row + 1], values[LONGS_A_ROW * row + 2]);
    }

    int rows() {
        return rows;
    }
}
