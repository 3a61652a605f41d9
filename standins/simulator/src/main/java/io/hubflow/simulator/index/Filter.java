package io.hubflow.simulator.index;

import java.util.List;

/**
 * One condition of a search.
 *
 * @param property an internal name, or {@code associations.{type}}
 * @param value the operand; empty for operators without one
 * @param highValue the upper end of BETWEEN; else empty
 * @param values the operands of IN and NOT_IN; else empty
 */
public record Filter(String property, Operator operator, String value, String highValue, List<String> values) {
    /** The operators (source: OpenAPI, Filter). */
    public enum Operator {
        /** From value to highValue, both included. */
        BETWEEN,
        /** A word of the text; {@code *} at either end stands for anything. */
        CONTAINS_TOKEN,
        /** Equal. */
        EQ,
        /** Greater. */
        GT,
        /** Greater or equal. */
        GTE,
        /** Has a value. */
        HAS_PROPERTY,
        /** One of the values. */
        IN,
        /** Less. */
        LT,
        /** Less or equal. */
        LTE,
        /** Has a value and it differs. */
        NEQ,
        /** Has a value without the word. */
        NOT_CONTAINS_TOKEN,
        /** Has no value. */
        NOT_HAS_PROPERTY,
        /** Has a value and it is none of these. */
        NOT_IN;

        /** Whether the operator puts bounds on an ordered value. */
        boolean isRange() {
            return this == EQ || this == GT || this == GTE || this == LT || this == LTE || this == BETWEEN;
        }
    }

    /** Copies the values. */
    public Filter {
        values = List.copyOf(values);
    }
}
