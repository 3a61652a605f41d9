package io.hubflow.simulation;

import java.math.BigDecimal;
import java.util.Map;

/**
 * A filter of one object type, with a judgement of its own: a mistake in the product's reading of filters is seen.
 *
 * @param value ignored by the operators that look only whether there is one
 */
record DrawnFilter(String property, Operator operator, String value) {
    /** Those whose meaning HubSpot documents. */
    enum Operator {
        GTE,
        LT,
        EQ,
        HAS_PROPERTY,
        NOT_HAS_PROPERTY
    }

    /** As a user writes it. */
    String text(String objectType) {
        return objectType + ": " + property + " " + operator
                + switch (operator) {
                    case HAS_PROPERTY, NOT_HAS_PROPERTY -> "";
                    case GTE, LT, EQ -> " " + value;
                };
    }

    /** @param properties of a record, as HubSpot has them */
    boolean accepts(Map<String, String> properties) {
        var wire = properties.getOrDefault(property, "");
        if (wire.isEmpty()) {
            return operator == Operator.NOT_HAS_PROPERTY;
        }
        return switch (operator) {
            case GTE -> new BigDecimal(wire).compareTo(new BigDecimal(value)) >= 0;
            case LT -> new BigDecimal(wire).compareTo(new BigDecimal(value)) < 0;
            case EQ -> wire.equals(value);
            case HAS_PROPERTY -> true;
            case NOT_HAS_PROPERTY -> false;
        };
    }
}
