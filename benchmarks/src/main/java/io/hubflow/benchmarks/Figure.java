package io.hubflow.benchmarks;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** A number that a line of the results can have. Its name in lower case names it in the results. */
enum Figure {
    /** Of the table, hubflow's own left out. */
    COLUMNS,
    /** From the start of the process to its end. */
    SECONDS,
    /** In place of {@link #SECONDS}: of the run itself, by the virtual clock. */
    VIRTUAL_SECONDS,
    /** Of the load itself, without the start of the JVM. */
    ROWS_PER_SECOND,
    /** Processor time of the connector (user and system, DuckDB included) per row, with the JVM's start. */
    CPU_MICROS_PER_ROW,
    /** The same of the whole process. */
    CPU_SECONDS,
    PEAK_RESIDENT_MEGABYTES,
    /** List, search and batch-read calls per 1,000 rows. */
    CALLS_PER_THOUSAND_ROWS,
    /** Rows a second over what HubSpot's limits allow, see {@link Portals#CEILING_ROWS_PER_SECOND}. */
    SHARE_OF_CEILING,
    /** List, search and batch-read calls. */
    CALLS,
    /** Of requests that were made beside the load: 99 of 100 were answered within it. */
    P99_MILLIS,
    /** Calls that HubSpot refused for their rate (429). */
    REFUSED,
    /** Calls of every kind, with those that were refused. */
    MADE,
    /** Processor time a row of {@link Calibration} before and after this line, on average. */
    CALIBRATION_MICROS_PER_ROW;

    @JsonValue
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
