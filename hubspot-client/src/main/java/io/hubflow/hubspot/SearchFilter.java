package io.hubflow.hubspot;

import java.util.Optional;

/**
 * One condition of a search; several are joined by AND.
 *
 * @param highValue the inclusive upper end of {@link Operator#BETWEEN}, absent otherwise
 */
public record SearchFilter(String property, Operator operator, Optional<String> value, Optional<String> highValue) {
    /** The operators that hubflow needs, by HubSpot's names. */
    public enum Operator {
        EQ,
        GT,
        GTE,
        LT,
        LTE,
        BETWEEN,
        HAS_PROPERTY,
        NOT_HAS_PROPERTY
    }

    public static SearchFilter of(String property, Operator operator, String value) {
        return new SearchFilter(property, operator, Optional.of(value), Optional.empty());
    }

    public static SearchFilter between(String property, String low, String high) {
        return new SearchFilter(property, Operator.BETWEEN, Optional.of(low), Optional.of(high));
    }

    public static SearchFilter hasProperty(String property) {
        return new SearchFilter(property, Operator.HAS_PROPERTY, Optional.empty(), Optional.empty());
    }
}
