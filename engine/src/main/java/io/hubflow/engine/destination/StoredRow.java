package io.hubflow.engine.destination;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One row of a table of records as it stands in the warehouse, whoever wrote it.
 *
 * @param createdAtMillis {@link Row#NO_TIME} for NULL, as all times
 * @param mergedInto {@link Row#NOT_MERGED} for NULL
 * @param contentHash absent for NULL
 * @param values one for each column of the schema that was asked for, of the class that {@link ColumnType} names
 */
public record StoredRow(
        long id,
        long createdAtMillis,
        long updatedAtMillis,
        boolean archived,
        long archivedAtMillis,
        long deletedAtMillis,
        long mergedInto,
        OptionalLong contentHash,
        @Nullable String unparsedJson,
        @Nullable Object[] values) {
    /** Whether the row says that its record is deleted or merged into another. */
    public boolean isMarked() {
        return deletedAtMillis != Row.NO_TIME || mergedInto != Row.NOT_MERGED;
    }

    /** Whether the row says that its record is there. */
    public boolean isLive() {
        return !archived && !isMarked();
    }
}
