package io.hubflow.testkit;

import io.hubflow.engine.destination.Reading;
import io.hubflow.engine.destination.Row;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows as the engine does: the content hash covers everything but the time of reading, and which columns were
 * not read.
 */
public final class RowMaker {
    /** 2024-01-01T00:00:00Z, so that fixtures can speak in small numbers after it. */
    public static final long EPOCH = 1_704_067_200_000L;

    private final long id;
    private long updatedAt = EPOCH;
    private long readAt = EPOCH;
    private boolean byId;
    private boolean archived;
    private long archivedAt = Row.NO_TIME;
    private @Nullable String unparsed;
    private Set<String> unread = Set.of();

    private RowMaker(long id) {
        this.id = id;
    }

    public static RowMaker id(long id) {
        return new RowMaker(id);
    }

    /** Milliseconds after {@link #EPOCH}. */
    public RowMaker updated(long millis) {
        updatedAt = EPOCH + millis;
        return this;
    }

    /** Milliseconds after {@link #EPOCH}. */
    public RowMaker read(long millis) {
        readAt = EPOCH + millis;
        return this;
    }

    /** Read by list or batch read; without it the row was read by search. Milliseconds after {@link #EPOCH}. */
    public RowMaker readById(long millis) {
        byId = true;
        return read(millis);
    }

    /** Milliseconds after {@link #EPOCH}. */
    public RowMaker archived(long millis) {
        archived = true;
        archivedAt = EPOCH + millis;
        return this;
    }

    public RowMaker unparsed(String json) {
        unparsed = json;
        return this;
    }

    /** Columns that were not read; their values are to be null. */
    public RowMaker unread(String... columns) {
        unread = Set.of(columns);
        return this;
    }

    /** Ends the row with the values of its columns. */
    public Row values(@Nullable Object... values) {
        var hash = Objects.hash(id, updatedAt, archived, archivedAt, unparsed, unread, Arrays.hashCode(values));
        var row = new Row(
                id,
                EPOCH,
                updatedAt,
                archived,
                archivedAt,
                readAt,
                hash * 0x9E3779B97F4A7C15L,
                unparsed,
                values.clone());
        return byId ? row.readBy(Reading.byId(readAt)) : row;
    }
}
