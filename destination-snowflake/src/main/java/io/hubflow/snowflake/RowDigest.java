package io.hubflow.snowflake;

import io.hubflow.engine.destination.Row;

/**
 * What is known of a table's row without reading it.
 *
 * @param hash the row's content hash
 * @param createdAtMillis when HubSpot created the record; {@link Row#NO_TIME} when not known, {@link #DEPARTED} when the row
 *     is marked as deleted or merged, {@link #ARCHIVED} when it is marked as archived alone
 */
record RowDigest(long hash, long createdAtMillis) {
    static final long DEPARTED = Long.MIN_VALUE + 1;
    static final long ARCHIVED = Long.MIN_VALUE + 2;

    static RowDigest of(Row row) {
        var mark = row.isTombstone() ? DEPARTED : ARCHIVED;
        return new RowDigest(row.contentHash(), row.isDeparted() ? mark : row.createdAtMillis());
    }

    boolean isAlive() {
        return createdAtMillis != DEPARTED && createdAtMillis != ARCHIVED;
    }

    boolean isArchived() {
        return createdAtMillis == ARCHIVED;
    }

    /** Takes a row's id and what is known of it. */
    @FunctionalInterface
    interface Consumer {
        void accept(long id, RowDigest digest);
    }
}
