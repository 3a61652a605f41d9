package io.hubflow.snowflake;

import io.hubflow.engine.destination.Row;

/**
 * What is known of a table's row without reading it.
 *
 * @param hash the row's content hash
 * @param createdAtMillis when HubSpot created the record; {@link Row#NO_TIME} when not known, {@link #DEPARTED} when the row
 *     is marked as archived, deleted or merged
 */
record RowDigest(long hash, long createdAtMillis) {
    static final long DEPARTED = Long.MIN_VALUE + 1;

    static RowDigest of(Row row) {
        return new RowDigest(row.contentHash(), row.isDeparted() ? DEPARTED : row.createdAtMillis());
    }

    boolean isAlive() {
        return createdAtMillis != DEPARTED;
    }

    /** Takes a row's id and what is known of it. */
    @FunctionalInterface
    interface Consumer {
        void accept(long id, RowDigest digest);
    }
}
