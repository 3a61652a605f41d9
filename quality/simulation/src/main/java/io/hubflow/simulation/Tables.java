package io.hubflow.simulation;

import java.util.Locale;

/** Where the tables of a history are. */
public enum Tables {
    /** Fast: most histories. */
    MEMORY,
    DUCKDB,
    /** The real driver against the emulator: some seconds a history. */
    SNOWFLAKE,
    SNOWFLAKE_RAW;

    /** The name in the command line, such as {@code snowflake-raw}. */
    public static Tables parse(String name) {
        return valueOf(name.strip().toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    public boolean isSnowflake() {
        return this == SNOWFLAKE || this == SNOWFLAKE_RAW;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
