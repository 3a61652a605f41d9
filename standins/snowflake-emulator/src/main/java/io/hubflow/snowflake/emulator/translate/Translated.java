package io.hubflow.snowflake.emulator.translate;

import io.hubflow.snowflake.emulator.catalog.SnowType;
import java.util.List;

/**
 * A query in DuckDB's SQL. Its columns are called c0, c1, … there, whatever they are called in Snowflake.
 *
 * @param columns Snowflake names and types, in order
 */
public record Translated(String sql, List<Output> columns) {
    /** One column of the result. */
    public record Output(String name, SnowType type) {}
}
