package io.hubflow.duckdb;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the rows of a query as they come. */
public interface QueryRows {
    /** Before the first row; {@code types} are DuckDB's names. Not called for a statement that gives no rows. */
    void columns(List<String> names, List<String> types);

    /**
     * @param values of the classes {@code Boolean}, {@code Number}, {@code LocalDate}, {@code Instant} (TIMESTAMP WITH TIME
     *     ZONE) or {@code String} (everything else); null for NULL
     */
    void row(List<@Nullable Object> values);
}
