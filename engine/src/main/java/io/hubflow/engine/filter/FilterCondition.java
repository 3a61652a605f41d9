package io.hubflow.engine.filter;

import io.hubflow.engine.typing.PropertyTimes;
import io.hubflow.hubspot.SearchFilter;
import io.hubflow.hubspot.SearchFilter.Operator;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One checked condition, and the one place that evaluates it as HubSpot's search does (reference §4): for records that were
 * read by id or by list.
 *
 * <p>Documented: texts are compared without regard to case, enumerations with it; datetimes by the millisecond. Unverified: a
 * record without a value matches {@code NOT_HAS_PROPERTY} alone; {@code CONTAINS_TOKEN} cuts texts at everything but letters
 * and digits, and takes {@code *} at either end of a token; of a property with several options {@code EQ} compares the whole
 * value and {@code IN} each option.
 *
 * @param values in the form that a search takes
 */
record FilterCondition(String property, FilterType type, Operator operator, List<String> values) {
    private static final Pattern BETWEEN_TOKENS = Pattern.compile("[^\\p{L}\\p{N}]+");

    FilterCondition {
        values = List.copyOf(values);
    }

    SearchFilter toSearch() {
        return switch (operator) {
            case HAS_PROPERTY, NOT_HAS_PROPERTY -> SearchFilter.of(property, operator);
            case IN, NOT_IN -> SearchFilter.of(property, operator, values);
            case BETWEEN -> SearchFilter.between(property, values.get(0), values.get(1));
            case EQ, NEQ, GT, GTE, LT, LTE, CONTAINS_TOKEN, NOT_CONTAINS_TOKEN ->
                SearchFilter.of(property, operator, values.getFirst());
        };
    }

    /** @param wire the property's value as HubSpot sent it */
    boolean holds(@Nullable String wire) {
        if (wire == null || wire.isEmpty()) {
            return operator == Operator.NOT_HAS_PROPERTY;
        }
        return switch (operator) {
            case HAS_PROPERTY -> true;
            case NOT_HAS_PROPERTY -> false;
            case IN -> isAnyOf(wire);
            case NOT_IN -> !isAnyOf(wire);
            case CONTAINS_TOKEN -> containsToken(wire);
            case NOT_CONTAINS_TOKEN -> !containsToken(wire);
            case EQ, NEQ, GT, GTE, LT, LTE, BETWEEN -> compares(wire);
        };
    }

    private boolean compares(String wire) {
        var toLow = compare(wire, values.getFirst());
        if (toLow == null) {
            return false;
        }
        return switch (operator) {
            case EQ -> toLow == 0;
            case NEQ -> toLow != 0;
            case GT -> toLow > 0;
            case GTE -> toLow >= 0;
            case LT -> toLow < 0;
            case LTE -> toLow <= 0;
            case BETWEEN -> {
                var toHigh = compare(wire, values.getLast());
                yield toLow >= 0 && toHigh != null && toHigh <= 0;
            }
            case IN, NOT_IN, HAS_PROPERTY, NOT_HAS_PROPERTY, CONTAINS_TOKEN, NOT_CONTAINS_TOKEN ->
                throw new IllegalStateException(operator + " does not compare");
        };
    }

    private boolean isAnyOf(String wire) {
        if (type == FilterType.ENUMERATION) {
            return Arrays.stream(wire.split(";")).anyMatch(values::contains);
        }
        return values.stream().anyMatch(value -> {
            var order = compare(wire, value);
            return order != null && order == 0;
        });
    }

    /** Null when the value is none of its type: it matches nothing. */
    private @Nullable Integer compare(String wire, String value) {
        return switch (type) {
            case NUMBER -> {
                var number = FilterType.number(wire);
                yield number.isPresent() ? (Integer) number.get().compareTo(new BigDecimal(value)) : null;
            }
            case TIME -> {
                var millis = PropertyTimes.millis(wire);
                yield millis.isPresent() ? (Integer) Long.compare(millis.getAsLong(), Long.parseLong(value)) : null;
            }
            case ENUMERATION -> wire.compareTo(value);
            case BOOL, TEXT, OPAQUE -> wire.compareToIgnoreCase(value);
        };
    }

    private boolean containsToken(String wire) {
        var token = values.getFirst().toLowerCase(Locale.ROOT);
        var openStart = token.startsWith("*");
        var openEnd = token.length() > 1 && token.endsWith("*");
        var core = token.substring(openStart ? 1 : 0, token.length() - (openEnd ? 1 : 0));
        return BETWEEN_TOKENS
                .splitAsStream(wire.toLowerCase(Locale.ROOT))
                .anyMatch(word -> openStart && openEnd
                        ? word.contains(core)
                        : openStart ? word.endsWith(core) : openEnd ? word.startsWith(core) : word.equals(core));
    }

    /** In the language of {@link Where}, with values as a search takes them. */
    String text() {
        return switch (operator) {
            case HAS_PROPERTY, NOT_HAS_PROPERTY -> property + " " + operator;
            case IN, NOT_IN ->
                property + " " + operator + " ("
                        + String.join(
                                ", ",
                                values.stream().map(FilterCondition::quoted).toList()) + ")";
            case BETWEEN -> property + " BETWEEN " + quoted(values.get(0)) + " AND " + quoted(values.get(1));
            case EQ, NEQ, GT, GTE, LT, LTE, CONTAINS_TOKEN, NOT_CONTAINS_TOKEN ->
                property + " " + operator + " " + quoted(values.getFirst());
        };
    }

    private static String quoted(String value) {
        return value.matches("[\\p{L}\\p{N}_.:@*+-]+")
                        && !value.equalsIgnoreCase("and")
                        && !value.equalsIgnoreCase("or")
                ? value
                : "'" + value.replace("'", "''") + "'";
    }
}
