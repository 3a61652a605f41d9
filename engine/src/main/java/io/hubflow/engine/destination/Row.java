package io.hubflow.engine.destination;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One version of one record, typed for its table. Not copied, for speed: the giver must not change it afterwards.
 *
 * <p>The order of versions is ({@link #versionMicros()}, {@code readAtMillis}, {@code contentHash}): the greatest wins,
 * whatever the order of arrival. {@code contentHash} covers everything but the times of reading, and which columns were not
 * read; a row whose hash the table already holds is not rewritten (decision 0032).
 *
 * <p>A {@linkplain #tombstone tombstone} says that a record is gone and nothing about its values. It may be appended to any
 * stage of its table. The row keeps its values; its {@code _synced_at} becomes the time at which the departure was seen. A
 * reading that is newer than the stored values and older than the tombstone replaces the values and leaves the marks; a
 * newer reading than the tombstone clears them.
 */
public final class Row {
    /** Stands for an absent time. */
    public static final long NO_TIME = Long.MIN_VALUE;

    /** Stands for "not merged". */
    public static final long NOT_MERGED = 0;

    /** In place of a survivor: the record is there, but left the filter of its object type. */
    public static final long OUT_OF_SCOPE = -1;

    private static final @Nullable Object[] NO_VALUES = {};

    private final long id;
    private final long createdAtMillis;
    private final long updatedAtMillis;
    private final boolean archived;
    private final long archivedAtMillis;
    private final long deletedAtMillis;
    private final long mergedInto;
    private final long versionMicros;
    private final long readAtMillis;
    private final long contentHash;
    private final @Nullable String unparsedJson;
    private final @Nullable Object[] values;
    private final Set<String> hiddenColumns;

    /** A row that was read by search. */
    public Row(
            long id,
            long createdAtMillis,
            long updatedAtMillis,
            boolean archived,
            long archivedAtMillis,
            long readAtMillis,
            long contentHash,
            @Nullable String unparsedJson,
            @Nullable Object[] values) {
        this(
                id,
                createdAtMillis,
                updatedAtMillis,
                archived,
                archivedAtMillis,
                NO_TIME,
                NOT_MERGED,
                Reading.searched(readAtMillis).versionMicros(updatedAtMillis),
                readAtMillis,
                contentHash,
                unparsedJson,
                values,
                Set.of());
    }

    private Row(
            long id,
            long createdAtMillis,
            long updatedAtMillis,
            boolean archived,
            long archivedAtMillis,
            long deletedAtMillis,
            long mergedInto,
            long versionMicros,
            long readAtMillis,
            long contentHash,
            @Nullable String unparsedJson,
            @Nullable Object[] values,
            Set<String> hiddenColumns) {
        this.id = id;
        this.createdAtMillis = createdAtMillis;
        this.updatedAtMillis = updatedAtMillis;
        this.archived = archived;
        this.archivedAtMillis = archivedAtMillis;
        this.deletedAtMillis = deletedAtMillis;
        this.mergedInto = mergedInto;
        this.versionMicros = versionMicros;
        this.readAtMillis = readAtMillis;
        this.contentHash = contentHash;
        this.unparsedJson = unparsedJson;
        this.values = values;
        this.hiddenColumns = hiddenColumns;
    }

    /**
     * Says that HubSpot no longer has the record. For an id that the table does not hold it makes a row of the id and the
     * marks alone.
     *
     * @param deletedAtMillis when it was found to be gone for good; {@link #NO_TIME} for one that was merged only
     * @param mergedInto the record that it was merged into; {@link #NOT_MERGED} for one that was deleted
     * @param readAtMillis when the request that showed it was sent, by HubSpot's clock and not later than the truth
     */
    public static Row tombstone(long id, long deletedAtMillis, long mergedInto, long readAtMillis) {
        if (deletedAtMillis == NO_TIME && mergedInto == NOT_MERGED) {
            throw new IllegalArgumentException("a tombstone of " + id + " without a mark");
        }
        var hash = (deletedAtMillis * 0x9E3779B97F4A7C15L ^ mergedInto) * 0xC4CEB9FE1A85EC53L;
        return new Row(
                id,
                NO_TIME,
                NO_TIME,
                false,
                NO_TIME,
                deletedAtMillis,
                mergedInto,
                Math.multiplyExact(readAtMillis, 1_000),
                readAtMillis,
                hash ^ (hash >>> 32),
                null,
                NO_VALUES,
                Set.of());
    }

    /** The same, later than everything that was read by id before. */
    public static Row tombstone(long id, long deletedAtMillis, long mergedInto, Reading reading) {
        return tombstone(id, deletedAtMillis, mergedInto, reading.sentAtMillis())
                .withVersion(reading.departureMicros());
    }

    /** Says that the record left the filter of its object type; otherwise as {@link #tombstone}. */
    public static Row outOfScope(long id, long readAtMillis) {
        return tombstone(id, NO_TIME, OUT_OF_SCOPE, readAtMillis);
    }

    /** The same, later than everything that was read by id before. */
    public static Row outOfScope(long id, Reading reading) {
        return tombstone(id, NO_TIME, OUT_OF_SCOPE, reading);
    }

    /** The same row as {@code reading} brought it. */
    public Row readBy(Reading reading) {
        return withVersion(reading.versionMicros(updatedAtMillis), reading.readAtMillis());
    }

    /** The same row with a version that was taken from another one; see {@link #versionMicros()}. */
    public Row withVersion(long micros) {
        return withVersion(micros, readAtMillis);
    }

    private Row withVersion(long micros, long readAt) {
        return new Row(
                id,
                createdAtMillis,
                updatedAtMillis,
                archived,
                archivedAtMillis,
                deletedAtMillis,
                mergedInto,
                micros,
                readAt,
                contentHash,
                unparsedJson,
                values,
                hiddenColumns);
    }

    /** The same version of the record with other columns. */
    public Row withContent(long hash, @Nullable String unparsed, @Nullable Object[] newValues) {
        return new Row(
                id,
                createdAtMillis,
                updatedAtMillis,
                archived,
                archivedAtMillis,
                deletedAtMillis,
                mergedInto,
                versionMicros,
                readAtMillis,
                hash,
                unparsed,
                newValues,
                hiddenColumns);
    }

    /** The same row, see {@link #hiddenColumns()}. */
    public Row hiding(Set<String> columns) {
        return new Row(
                id,
                createdAtMillis,
                updatedAtMillis,
                archived,
                archivedAtMillis,
                deletedAtMillis,
                mergedInto,
                versionMicros,
                readAtMillis,
                contentHash,
                unparsedJson,
                values,
                columns);
    }

    public long id() {
        return id;
    }

    public long createdAtMillis() {
        return createdAtMillis;
    }

    public long updatedAtMillis() {
        return updatedAtMillis;
    }

    public boolean archived() {
        return archived;
    }

    /** {@link #NO_TIME} when not archived or not told. */
    public long archivedAtMillis() {
        return archivedAtMillis;
    }

    /** {@link #NO_TIME} unless this is the tombstone of a record that is gone for good. */
    public long deletedAtMillis() {
        return deletedAtMillis;
    }

    /**
     * {@link #NOT_MERGED} unless this is the tombstone of a record that was merged into another; {@link #OUT_OF_SCOPE} for one
     * that left the filter.
     */
    public long mergedInto() {
        return mergedInto;
    }

    /** Whether the row says only that the record is gone; it has no values then. */
    public boolean isTombstone() {
        return deletedAtMillis != NO_TIME || mergedInto != NOT_MERGED;
    }

    /** Whether this says that the record left the filter of its object type. */
    public boolean isOutOfScope() {
        return mergedInto == OUT_OF_SCOPE;
    }

    /** Whether this says that the record was merged into another. */
    public boolean isMerged() {
        return mergedInto != NOT_MERGED && mergedInto != OUT_OF_SCOPE;
    }

    /** Whether the record is archived, deleted, merged into another, or not in the filter any more. */
    public boolean isDeparted() {
        return archived || isTombstone();
    }

    /**
     * From which moment this version is known to be true: {@link Reading#versionMicros}, {@link #NO_TIME} when not known.
     * The greater version wins.
     */
    public long versionMicros() {
        return versionMicros;
    }

    /** Whether HubSpot gave it from its store, by list or batch read, and not from its search index; see {@link Reading}. */
    public boolean isReadById() {
        return Math.floorMod(versionMicros, 1_000L) != 0;
    }

    /** When it was read: orders versions that are equal otherwise, and goes to {@code _synced_at}. */
    public long readAtMillis() {
        return readAtMillis;
    }

    public long contentHash() {
        return contentHash;
    }

    /** A JSON object of column name to wire text for the values that did not fit; null when all fitted. */
    public @Nullable String unparsedJson() {
        return unparsedJson;
    }

    /** Value of the schema's column at this position, of the class that {@link ColumnType} names, or null. */
    public @Nullable Object value(int column) {
        return values[column];
    }

    /**
     * Columns that were asked for and that this one reading did not bring, besides those that no row of its run has. Such a
     * row belongs into a stage that has them among its unread columns. Nearly always empty.
     */
    public Set<String> hiddenColumns() {
        return hiddenColumns;
    }

    public int valueCount() {
        return values.length;
    }
}
