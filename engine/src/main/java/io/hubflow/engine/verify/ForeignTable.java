package io.hubflow.engine.verify;

import java.util.Optional;

/**
 * A table of records that another tool made, opened for reading alone. Opening it has checked that it and its columns are there
 * and that every id is a number, so that no call is spent for nothing.
 */
public interface ForeignTable extends AutoCloseable {
    /** For people: the kind of place and its name. */
    String description();

    /** Every row, in any order. */
    void read(ForeignRows rows);

    @Override
    void close();

    /** Takes rows. */
    @FunctionalInterface
    interface ForeignRows {
        /**
         * @param modifiedAtMillis {@link io.hubflow.engine.destination.Row#NO_TIME} when the row has none or nobody asked
         * @param deleted whether the row says that its record is gone
         */
        void row(long id, long modifiedAtMillis, boolean deleted);
    }

    /**
     * Which table, and which of its columns say what. A column may be followed by {@code :} and a path into its JSON, such as
     * {@code RAW:properties.hs_object_id}.
     *
     * @param updatedColumn the time of the record's last modification, or of the row's last reading
     * @param deletedColumn true, or not null, in rows of records that are gone
     */
    record Columns(String table, String idColumn, Optional<String> updatedColumn, Optional<String> deletedColumn) {}
}
