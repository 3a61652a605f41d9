package io.hubflow.snowflake.emulator.catalog;

import io.hubflow.snowflake.emulator.sql.Name;

/** The full name of something in a schema, each part in its stored case. */
public record ObjectName(String database, String schema, String name) {
    @Override
    public String toString() {
        return Name.of(database, schema, name).toString();
    }

    /** {@code DATABASE.SCHEMA}, as a grant names it. */
    public String schemaName() {
        return Name.of(database, schema).toString();
    }
}
