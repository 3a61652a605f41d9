package io.hubflow.app.config;

/** The warehouses that this build can write to. */
public enum DestinationKind {
    DUCKDB("duckdb"),
    SNOWFLAKE("snowflake"),
    /** Untested: nobody has run hubflow against MotherDuck yet. */
    MOTHERDUCK("motherduck");

    private final String key;

    DestinationKind(String key) {
        this.key = key;
    }

    /** As written in configuration. */
    public String key() {
        return key;
    }
}
