package io.hubflow.engine.destination;

import java.util.List;
import java.util.Optional;

/**
 * Values that must not stay stored.
 *
 * @param objectType whose quarantined records lose their text
 * @param schema the table of the columns; absent when none is erased
 * @param columns of the schema, emptied in every row with their entries in {@code _unparsed}
 * @param history the table that loses every version of the properties; absent when there is none
 * @param properties as HubSpot names them
 */
public record Erasure(
        String objectType,
        Optional<TableSchema> schema,
        List<String> columns,
        Optional<FactTable> history,
        List<String> properties) {
    public Erasure {
        columns = List.copyOf(columns);
        properties = List.copyOf(properties);
    }
}
