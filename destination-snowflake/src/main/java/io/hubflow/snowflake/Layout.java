package io.hubflow.snowflake;

/** How a table of CRM records looks. */
public enum Layout {
    /** A typed column for each property. */
    COLUMNS,
    /** One VARIANT column {@code RECORD} with every property, and a view {@code <TABLE>_VIEW} that reads like {@link #COLUMNS}. */
    RAW
}
