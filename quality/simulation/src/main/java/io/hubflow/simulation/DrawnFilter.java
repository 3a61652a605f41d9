package io.hubflow.simulation;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A filter of one object type, with a judgement of its own: a mistake in the product's reading of filters is seen.
 *
 * @param value ignored by the operators that look only whether there is one
 */
public record DrawnFilter(String property, Operator operator, String value) {
    /** Those whose meaning HubSpot documents. */
    public enum Operator {
        GTE,
        LT,
        EQ,
        HAS_PROPERTY,
        NOT_HAS_PROPERTY
    }

    /** About half of the records match each. */
    private static final Map<String, List<DrawnFilter>> FILTERS = Map.of(
            "contacts",
            List.of(
                    new DrawnFilter("city", Operator.HAS_PROPERTY, ""),
                    new DrawnFilter("hubspot_owner_id", Operator.NOT_HAS_PROPERTY, ""),
                    new DrawnFilter("lifecyclestage", Operator.EQ, "lead")),
            "companies",
            List.of(
                    new DrawnFilter("annualrevenue", Operator.GTE, "100000"),
                    new DrawnFilter("annualrevenue", Operator.LT, "100000"),
                    new DrawnFilter("city", Operator.NOT_HAS_PROPERTY, "")),
            "deals",
            List.of(
                    new DrawnFilter("amount", Operator.GTE, "50000"),
                    new DrawnFilter("amount", Operator.LT, "50000"),
                    new DrawnFilter("amount", Operator.HAS_PROPERTY, "")),
            "tickets",
            List.of(
                    new DrawnFilter("hs_pipeline_stage", Operator.EQ, "1"),
                    new DrawnFilter("subject", Operator.HAS_PROPERTY, "")),
            "machine",
            List.of(
                    new DrawnFilter("operating_hours", Operator.HAS_PROPERTY, ""),
                    new DrawnFilter("operating_hours", Operator.NOT_HAS_PROPERTY, "")));

    /** Filters of an object type to draw from. */
    public static List<DrawnFilter> of(String objectType) {
        return Objects.requireNonNull(FILTERS.get(objectType));
    }

    /** As a user writes it. */
    public String text(String objectType) {
        return objectType + ": " + property + " " + operator
                + switch (operator) {
                    case HAS_PROPERTY, NOT_HAS_PROPERTY -> "";
                    case GTE, LT, EQ -> " " + value;
                };
    }

    /** @param properties of a record, as HubSpot has them */
    public boolean accepts(Map<String, String> properties) {
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
