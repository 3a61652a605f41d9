package io.hubflow.snowflake.emulator.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A column of a table or a view.
 *
 * @param name in its stored case
 * @param storage the column's name in DuckDB; it survives a rename
 * @param defaultSql the DEFAULT expression as written, or null
 */
public record Column(
        String name,
        String storage,
        SnowType type,
        boolean nullable,
        boolean primaryKey,
        @Nullable String defaultSql,
        @Nullable String comment) {}
