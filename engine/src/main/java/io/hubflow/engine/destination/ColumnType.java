package io.hubflow.engine.destination;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/** The types of warehouse columns, each with the Java class of its values in a {@link Row}. */
public enum ColumnType {
    /** {@link String} */
    VARCHAR,
    /** {@link BigDecimal} with at most 9 decimals and at most 29 digits before the point: DECIMAL(38,9). */
    DECIMAL,
    /** {@link Long} */
    BIGINT,
    /** {@link Boolean} */
    BOOLEAN,
    /** {@link LocalDate} */
    DATE,
    /** {@link Instant}, millisecond resolution: TIMESTAMP WITH TIME ZONE in UTC. */
    TIMESTAMP,
    /** {@link String} holding JSON: JSON or VARIANT. */
    JSON;

    /** Whether a column of this type may become one of the other: each value keeps its meaning, as text or as a decimal. */
    public boolean widensTo(ColumnType other) {
        return this != other && (other == VARCHAR || (other == DECIMAL && this == BIGINT));
    }

    /** Whether the value is of the type's class. */
    public boolean takes(Object value) {
        return switch (this) {
            case VARCHAR, JSON -> value instanceof String;
            case DECIMAL -> value instanceof BigDecimal;
            case BIGINT -> value instanceof Long;
            case BOOLEAN -> value instanceof Boolean;
            case DATE -> value instanceof LocalDate;
            case TIMESTAMP -> value instanceof Instant;
        };
    }
}
