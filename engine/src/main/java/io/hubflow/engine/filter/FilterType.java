package io.hubflow.engine.filter;

import io.hubflow.engine.typing.PropertyTimes;
import io.hubflow.hubspot.SearchFilter.Operator;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How a property's values are compared, by HubSpot's type of it. Which operators a type takes is HubSpot's documented use of
 * them; that others are refused by HubSpot is unverified, so hubflow refuses what would find nothing or anything.
 */
enum FilterType {
    NUMBER,
    TIME,
    BOOL,
    ENUMERATION,
    TEXT,
    /** Its content is HubSpot's own: only whether there is any can be asked. */
    OPAQUE;

    private static final Set<Operator> PRESENCE = EnumSet.of(Operator.HAS_PROPERTY, Operator.NOT_HAS_PROPERTY);
    private static final Set<Operator> EQUALITY = EnumSet.of(Operator.EQ, Operator.NEQ, Operator.IN, Operator.NOT_IN);
    private static final Set<Operator> ORDER =
            EnumSet.of(Operator.GT, Operator.GTE, Operator.LT, Operator.LTE, Operator.BETWEEN);
    private static final Set<Operator> TOKENS = EnumSet.of(Operator.CONTAINS_TOKEN, Operator.NOT_CONTAINS_TOKEN);

    /** A filter value at the epoch answers 500 (reference §10, pitfall 17). */
    private static final long FIRST_MILLIS = 1_000;

    static FilterType of(String hubSpotType) {
        return switch (hubSpotType) {
            case "number" -> NUMBER;
            case "date", "datetime" -> TIME;
            case "bool" -> BOOL;
            case "enumeration" -> ENUMERATION;
            case "json", "object_coordinates" -> OPAQUE;
            default -> TEXT;
        };
    }

    Set<Operator> operators() {
        var all = EnumSet.copyOf(PRESENCE);
        switch (this) {
            case NUMBER, TIME -> {
                all.addAll(EQUALITY);
                all.addAll(ORDER);
            }
            case BOOL -> all.addAll(EQUALITY);
            case ENUMERATION, TEXT -> {
                all.addAll(EQUALITY);
                all.addAll(TOKENS);
            }
            case OPAQUE -> {}
        }
        return all;
    }

    /** The value in the form that HubSpot's search takes; empty when it is none of this type. */
    Optional<String> searched(String value, Operator operator) {
        return switch (this) {
            case NUMBER -> number(value).map(number -> value.strip());
            case TIME -> {
                var millis = PropertyTimes.millis(value.strip());
                yield millis.isPresent() && Math.abs(millis.getAsLong()) >= FIRST_MILLIS
                        ? Optional.of(Long.toString(millis.getAsLong()))
                        : Optional.empty();
            }
            case BOOL -> {
                var word = value.strip().toLowerCase(Locale.ROOT);
                yield word.equals("true") || word.equals("false") ? Optional.of(word) : Optional.empty();
            }
            // HubSpot wants the values of IN and NOT_IN on texts in lower case (reference §4).
            case TEXT ->
                Optional.of(
                        operator == Operator.IN || operator == Operator.NOT_IN
                                ? value.toLowerCase(Locale.ROOT)
                                : value);
            case ENUMERATION, OPAQUE -> Optional.of(value);
        };
    }

    /** For a message: what a value must be. */
    String wanted() {
        return switch (this) {
            case NUMBER -> "a number such as 1000 or 12.5";
            case TIME -> "a date or instant after 1970 such as 2024-01-31 or 2024-01-31T08:30:00Z";
            case BOOL -> "true or false";
            case ENUMERATION, TEXT, OPAQUE -> "a text";
        };
    }

    /** More digits than this are refused, before they are spread out as a whole number. */
    private static final int MAX_EXPONENT = 400;

    static Optional<BigDecimal> number(String text) {
        try {
            var number = new BigDecimal(text.strip());
            return Math.abs((long) number.scale()) > MAX_EXPONENT ? Optional.empty() : Optional.of(number);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
