package io.hubflow.engine.destination;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the rows of a query as they come. */
public interface QueryRows {
    /**
     * Before the first row. Not called for a statement that gives no rows.
     *
     * @param types the warehouse's own names; {@code JSON}, {@code VARIANT}, {@code OBJECT} and {@code ARRAY} hold JSON text
     */
    void columns(List<String> names, List<String> types);

    /**
     * @param values of the classes {@code Boolean}, {@code Number}, {@code LocalDate}, {@code Instant} (a moment with its
     *     time zone) or {@code String} (everything else); null for NULL
     */
    void row(List<@Nullable Object> values);
}
