package io.hubflow.hubspot;

import java.util.List;
import java.util.Optional;

/**
 * One condition of a search; several are joined by AND.
 *
 * @param highValue the inclusive upper end of {@link Operator#BETWEEN}, absent otherwise
 * @param values of {@link Operator#NOT_IN}, empty otherwise
 */
public record SearchFilter(
        String property, Operator operator, Optional<String> value, Optional<String> highValue, List<String> values) {
    /** Values of one filter; HubSpot's own limit is not documented (unverified). */
    public static final int MAX_VALUES = 100;

    /** The operators that hubflow needs, by HubSpot's names. */
    public enum Operator {
        EQ,
        GT,
        GTE,
        LT,
        LTE,
        BETWEEN,
        NOT_IN,
        HAS_PROPERTY,
        NOT_HAS_PROPERTY
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
        return new SearchFilter(property, Operator.NOT_IN, Optional.empty(), Optional.empty(), values);
    }

    public static SearchFilter hasProperty(String property) {
        return new SearchFilter(property, Operator.HAS_PROPERTY, Optional.empty(), Optional.empty(), List.of());
    }
}
