package io.hubflow.engine.destination;

import java.util.List;

/**
 * Rows on their way into one table: spooled locally, visible to nobody before {@link Destination#commit}. Bounded memory.
 * Thread-safe. The same id may be appended more than once; the greatest version wins.
 */
public interface TableStage extends AutoCloseable {
    TableSchema schema();

    void append(List<Row> rows);

    /** As {@link #append(List)}, for rows that the table's {@linkplain Destination#rowEncoder encoder} has encoded. */
    default void append(EncodedRows rows) {
        append(((EncodedRows.Plain) rows).rows());
    }

    /** Rows appended since the last successful commit, repeated ids counted each time. */
    long stagedRows();

    /** Rough size of them, for deciding when to commit. */
    long stagedBytes();

    /**
     * Whether it should be committed before more is appended, because the place where rows wait is running short. Appending
     * to a stage that is full may fail with {@code DESTINATION_FULL}; to an empty one it never does for this reason.
     */
    default boolean isFull() {
        return false;
    }

    /** Drops what is staged. */
    @Override
    void close();
}
