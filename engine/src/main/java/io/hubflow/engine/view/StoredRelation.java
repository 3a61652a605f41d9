package io.hubflow.engine.view;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A table as the warehouse has it now.
 *
 * @param sql its full name, quoted
 * @param columns by the engine's name in lower case (a property's own name): the column, quoted; in the table's order
 */
public record StoredRelation(String sql, Map<String, String> columns) {
    public StoredRelation {
        columns = new LinkedHashMap<>(columns);
    }

    public Optional<String> column(String name) {
        return Optional.ofNullable(columns.get(name));
    }
}
