package io.hubflow.engine.schema;

import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.TableSchema;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A table as it is before a load.
 *
 * @param schema absent when the table does not exist
 * @param lostColumns columns, by lower-case name, that rows had values in and that somebody has dropped since
 */
public record ExistingTable(Optional<TableSchema> schema, Set<String> lostColumns) {
    public ExistingTable {
        lostColumns = Set.copyOf(lostColumns);
    }

    public static ExistingTable of(Destination destination, String table) {
        var schema = destination.findTable(table);
        return schema.isEmpty() ? whole(schema) : new ExistingTable(schema, lower(destination.lostColumns(table)));
    }

    /** A table whose columns are all there. */
    public static ExistingTable whole(Optional<TableSchema> schema) {
        return new ExistingTable(schema, Set.of());
    }

    public boolean isPresent() {
        return schema.isPresent();
    }

    private static Set<String> lower(Set<String> columns) {
        return columns.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }
}
