package io.hubflow.snowflake;

import io.hubflow.engine.destination.Row;

/**
 * What is known of a table's row without reading it.
 *
 * @param hash the row's content hash; of a row that was removed, the version of the removal in microseconds
 * @param createdAtMillis when HubSpot created the record; {@link Row#NO_TIME} when not known, {@link #DEPARTED} when the row
 *     is marked as deleted or merged, {@link #ARCHIVED} when it is marked as archived alone, {@link #REMOVED} when there is
 *     no row, because it was removed
 */
record RowDigest(long hash, long createdAtMillis) {
    static final long DEPARTED = Long.MIN_VALUE + 1;
    static final long ARCHIVED = Long.MIN_VALUE + 2;
    static final long REMOVED = Long.MIN_VALUE + 3;

    static RowDigest of(Row row) {
        var mark = row.isTombstone() ? DEPARTED : ARCHIVED;
        return new RowDigest(row.contentHash(), row.isDeparted() ? mark : row.createdAtMillis());
    }

    /** Of a row that was removed because its record had departed. */
    static RowDigest removed(long versionMicros) {
        return new RowDigest(versionMicros, REMOVED);
    }

    boolean isAlive() {
        return createdAtMillis != DEPARTED && createdAtMillis != ARCHIVED && !isRemoved();
    }

    boolean isRemoved() {
        return createdAtMillis == REMOVED;
    }

    /** Of two removals of one record, the later one; else the newer digest. */
    static RowDigest after(RowDigest old, RowDigest fresh) {
        return old.isRemoved() && fresh.isRemoved() && old.hash > fresh.hash ? old : fresh;
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
