package io.hubflow.engine.destination;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One version of one record, typed for its table. Not copied, for speed: the giver must not change it afterwards.
 *
 * <p>The version's order is ({@code updatedAtMillis}, {@code readAtMillis}, {@code contentHash}): the greater wins, whatever
 * the order of arrival. {@code contentHash} covers everything but {@code readAtMillis}, and which columns were not read; a
 * row whose hash the table already holds is not rewritten.
 */
public final class Row {
    /** Stands for an absent time. */
    public static final long NO_TIME = Long.MIN_VALUE;

    private final long id;
    private final long createdAtMillis;
    private final long updatedAtMillis;
    private final boolean archived;
    private final long archivedAtMillis;
    private final long readAtMillis;
    private final long contentHash;
    private final @Nullable String unparsedJson;
    private final @Nullable Object[] values;
    private final Set<String> hiddenColumns;

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
                readAtMillis,
                contentHash,
                unparsedJson,
                values,
                Set.of());
    }

    /** @param hiddenColumns see {@link #hiddenColumns()} */
    public Row(
            long id,
            long createdAtMillis,
            long updatedAtMillis,
            boolean archived,
            long archivedAtMillis,
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
        this.readAtMillis = readAtMillis;
        this.contentHash = contentHash;
        this.unparsedJson = unparsedJson;
        this.values = values;
        this.hiddenColumns = hiddenColumns;
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
