package io.hubflow.engine.destination;

/** The types of warehouse columns, each with the Java class of its values in a {@link Row}. */
public enum ColumnType {
    /** {@link String} */
    VARCHAR,
    /** {@link java.math.BigDecimal} with at most 9 decimals and at most 29 digits before the point: DECIMAL(38,9). */
    DECIMAL,
    /** {@link Long} */
    BIGINT,
    /** {@link Boolean} */
    BOOLEAN,
    /** {@link java.time.LocalDate} */
    DATE,
    /** {@link java.time.Instant}, millisecond resolution: TIMESTAMP WITH TIME ZONE in UTC. */
    TIMESTAMP,
    /** {@link String} holding JSON: JSON or VARIANT. */
    JSON
}
