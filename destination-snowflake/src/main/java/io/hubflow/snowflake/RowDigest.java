package io.hubflow.snowflake;

import io.hubflow.engine.destination.Row;

/**
 * What is known of a table's row without reading it.
 *
 * @param hash the row's content hash; of a row that was removed, the version of the removal in microseconds
 * @param createdAtMillis when HubSpot created the record; {@link Row#NO_TIME} when not known, {@link #DEPARTED} when the row
 *     is marked as deleted or merged, {@link #ARCHIVED} when it is marked as archived alone; {@link #REMOVED} or
 *     {@link #REMOVED_ARCHIVED} when there is no row, because it was removed for one of these reasons
 */
record RowDigest(long hash, long createdAtMillis) {
    static final long DEPARTED = Long.MIN_VALUE + 1;
    static final long ARCHIVED = Long.MIN_VALUE + 2;
    static final long REMOVED = Long.MIN_VALUE + 3;
    static final long REMOVED_ARCHIVED = Long.MIN_VALUE + 4;

    static RowDigest of(Row row) {
        var mark = row.isTombstone() ? DEPARTED : ARCHIVED;
        return new RowDigest(row.contentHash(), row.isDeparted() ? mark : row.createdAtMillis());
    }

    /** Of a row that is removed because its record has departed. */
    static RowDigest removedBy(Row departure) {
        return removed(departure.versionMicros(), !departure.isTombstone());
    }

    static RowDigest removed(long versionMicros, boolean archived) {
        return new RowDigest(versionMicros, archived ? REMOVED_ARCHIVED : REMOVED);
    }

    boolean isAlive() {
        return createdAtMillis != DEPARTED && createdAtMillis != ARCHIVED && !isRemoved();
    }

    boolean isRemoved() {
        return createdAtMillis == REMOVED || createdAtMillis == REMOVED_ARCHIVED;
    }

    /** Of two removals of one record, the later one; else the newer digest. */
    static RowDigest after(RowDigest old, RowDigest fresh) {
        return old.isRemoved() && fresh.isRemoved() && old.hash > fresh.hash ? old : fresh;
    }

    /** Whether the record is archived as far as the table knows, and may be restored. */
    boolean isArchived() {
        return createdAtMillis == ARCHIVED || createdAtMillis == REMOVED_ARCHIVED;
    }

    /** Takes a row's id and what is known of it. */
    @FunctionalInterface
    interface Consumer {
        void accept(long id, RowDigest digest);
    }
}
