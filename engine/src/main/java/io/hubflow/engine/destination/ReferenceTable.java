package io.hubflow.engine.destination;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A small table that is written as a whole: {@code hubspot_properties}, {@code hubspot_owners}, {@code hubspot_pipelines},
 * {@code hubspot_pipeline_stages}.
 *
 * <p>Without {@code keptBy} its rows replace those that are there. With it, rows that are there and that none of the new ones
 * has the key of stay, and their {@code removed_at} says since when; no rows at all change nothing, unless HubSpot has
 * confirmed that it has none. Where HubSpot answered for a part only, rows with other keys stay as they are, see
 * {@link #asPart}.
 *
 * @param scopeColumn with {@code scopeValue}, limits the replacement to the rows of one object type; empty = all rows
 * @param rows values in column order, of the classes that {@link ColumnType} names
 * @param keptBy names of text columns that identify a row within the scope; empty = rows are replaced
 * @param writtenAt the {@code removed_at} of rows that are not among these for the first time
 * @param noneLeft whether there are no rows because HubSpot, asked for each of those that are there, has none of them
 * @param partial whether rows of other keys are left as they are, because HubSpot did not answer for them
 */
public record ReferenceTable(
        String name,
        List<Column> columns,
        String scopeColumn,
        String scopeValue,
        List<List<@Nullable Object>> rows,
        List<String> keptBy,
        Instant writtenAt,
        boolean noneLeft,
        boolean partial) {
    /** The column that a table with {@code keptBy} has. */
    public static final String REMOVED_AT = "removed_at";

    public ReferenceTable {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        keptBy = List.copyOf(keptBy);
    }

    /** A table without {@code noneLeft}. */
    public ReferenceTable(
            String name,
            List<Column> columns,
            String scopeColumn,
            String scopeValue,
            List<List<@Nullable Object>> rows,
            List<String> keptBy,
            Instant writtenAt) {
        this(name, columns, scopeColumn, scopeValue, rows, keptBy, writtenAt, false, false);
    }

    /** The same without rows: HubSpot has none of those that are there. */
    public ReferenceTable withNoneLeft() {
        return new ReferenceTable(name, columns, scopeColumn, scopeValue, List.of(), keptBy, writtenAt, true, false);
    }

    /** The same of which HubSpot told a part: its rows replace those of the same keys, and nothing is said of the others. */
    public ReferenceTable asPart(List<String> keys) {
        return new ReferenceTable(name, columns, scopeColumn, scopeValue, rows, keys, writtenAt, false, true);
    }

    /** A table whose rows are replaced. */
    public ReferenceTable(
            String name,
            List<Column> columns,
            String scopeColumn,
            String scopeValue,
            List<List<@Nullable Object>> rows) {
        this(name, columns, scopeColumn, scopeValue, rows, List.of(), Instant.EPOCH, false, false);
    }
}
