package io.hubflow.engine.view;

import java.util.List;

/**
 * A view to be made.
 *
 * @param name lower case; the warehouse writes it as it writes names of tables
 * @param columns names of its columns, in the order of the query's, as the warehouse's dialect has quoted them
 * @param query what it selects
 */
public record View(String name, List<String> columns, String query) {
    public View {
        columns = List.copyOf(columns);
    }
}
