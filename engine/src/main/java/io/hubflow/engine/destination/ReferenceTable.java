package io.hubflow.engine.destination;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A small table that is replaced as a whole: {@code hubspot_properties}, {@code hubspot_owners}, {@code hubspot_pipelines},
 * {@code hubspot_pipeline_stages}.
 *
 * @param scopeColumn with {@code scopeValue}, limits the replacement to the rows of one object type; empty = all rows
 * @param rows values in column order, of the classes that {@link ColumnType} names
 */
public record ReferenceTable(
        String name, List<Column> columns, String scopeColumn, String scopeValue, List<List<@Nullable Object>> rows) {
    public ReferenceTable {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }
}
