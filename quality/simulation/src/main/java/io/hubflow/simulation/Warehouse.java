package io.hubflow.simulation;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Destination;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the tables of a history are. */
public interface Warehouse extends AutoCloseable {
    /** What one process opens; closing it leaves the tables. */
    Destination open();

    /** While it is open, many questions cost little, and nothing else may open the tables. */
    default Look look() {
        return () -> {};
    }

    /** See {@link #look()}. */
    @FunctionalInterface
    interface Look extends AutoCloseable {
        @Override
        void close();
    }

    /** The rows of a table of records by id; empty when there is no such table. */
    Map<Long, StoredRow> rows(String table);

    /** The rows of a table of facts or of reference, by column; empty when there is no such table. */
    List<Map<String, @Nullable Object>> facts(String table);

    List<Checkpoint> checkpoints();

    /** As a user drops a table. */
    void drop(String table);

    /**
     * As a user alters a table.
     *
     * @return what was done, for the story; empty when there is no such table, or users cannot do that here
     */
    default Optional<String> alter(Circumstance.AlteredTable altered) {
        return Optional.empty();
    }

    /** Drops the index that {@link #alter} made, where it made one. */
    default void removeIndex() {}

    /** Everything that is stored, as text, to look for what must not be there. */
    String dump();

    @Override
    void close();

    /**
     * A row of a table of records.
     *
     * @param archivedAt epoch milliseconds; null for none, as {@code deletedAt}
     * @param values without nulls
     * @param unparsed the entries of {@code _unparsed} as text
     */
    record StoredRow(
            long createdAt,
            long updatedAt,
            boolean archived,
            @Nullable Long archivedAt,
            @Nullable Long deletedAt,
            @Nullable Long mergedInto,
            boolean outOfScope,
            Map<String, Object> values,
            Map<String, String> unparsed) {
        public boolean isLive() {
            return !archived && deletedAt == null && mergedInto == null && !outOfScope;
        }

        /** The value or what is kept in its place. */
        public @Nullable Object value(String column) {
            var kept = unparsed.get(column);
            return kept != null ? kept : values.get(column);
        }
    }
}
