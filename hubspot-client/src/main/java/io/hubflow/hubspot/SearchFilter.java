package io.hubflow.hubspot;

import java.util.List;
import java.util.Optional;

/**
 * One condition of a search; several are joined by AND.
 *
 * @param highValue the inclusive upper end of {@link Operator#BETWEEN}, absent otherwise
 * @param values the alternatives of {@link Operator#IN} and {@link Operator#NOT_IN}, empty otherwise
 */
public record SearchFilter(
        String property, Operator operator, Optional<String> value, Optional<String> highValue, List<String> values) {
    /** Values of one filter; HubSpot's own limit is not documented (unverified). */
    public static final int MAX_VALUES = 100;

    /** HubSpot's operators, by its names (reference §4). */
    public enum Operator {
        EQ,
        NEQ,
        GT,
        GTE,
        LT,
        LTE,
        BETWEEN,
        IN,
        NOT_IN,
        HAS_PROPERTY,
        NOT_HAS_PROPERTY,
        CONTAINS_TOKEN,
        NOT_CONTAINS_TOKEN
    }

    public SearchFilter {
        values = List.copyOf(values);
    }

    public static SearchFilter of(String property, Operator operator, String value) {
        return new SearchFilter(property, operator, Optional.of(value), Optional.empty(), List.of());
    }

    public static SearchFilter between(String property, String low, String high) {
        return new SearchFilter(property, Operator.BETWEEN, Optional.of(low), Optional.of(high), List.of());
    }

    /** @param values at most {@link #MAX_VALUES} */
    public static SearchFilter notIn(String property, List<String> values) {
        return of(property, Operator.NOT_IN, values);
    }

    public static SearchFilter hasProperty(String property) {
        return of(property, Operator.HAS_PROPERTY);
    }

    /** An operator that takes no value. */
    public static SearchFilter of(String property, Operator operator) {
        return new SearchFilter(property, operator, Optional.empty(), Optional.empty(), List.of());
    }

    /** {@link Operator#IN} or {@link Operator#NOT_IN}. */
    public static SearchFilter of(String property, Operator operator, List<String> values) {
        return new SearchFilter(property, operator, Optional.empty(), Optional.empty(), values);
    }
}
