package io.hubflow.simulator.index;

import io.hubflow.simulator.json.IsoTime;
import io.hubflow.simulator.portal.CrmRecord;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import io.hubflow.simulator.portal.PropertyColumn;
import io.hubflow.simulator.portal.PropertyDefinition.Sensitivity;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Turns filters into predicates over records, with HubSpot's case and type rules (source: search guide). */
final class Conditions {
    private static final Set<String> NOT_FILTERABLE =
            Set.of("hs_body_preview_html", "hs_email_html", "hs_body_preview");

    private final Portal portal;
    private final ObjectType type;

    Conditions(Portal portal, ObjectType type) {
        this.portal = portal;
        this.type = type;
    }

    /** The range of ids or times a filter allows, when that is all the filter says. */
    Optional<Range> range(Filter filter, String property) {
        if (!filter.property().equals(property) || !filter.operator().isRange()) {
            return Optional.empty();
        }
        boolean instant = column(property).definition().isDateTime();
        return Optional.of(Range.of(
                filter.operator(),
                operand(filter, filter.value(), instant),
                filter.operator() == Filter.Operator.BETWEEN
                        ? operand(filter, filter.highValue(), instant)
                        : BigDecimal.ZERO));
    }

    /** The predicate of any filter. */
    Predicate<CrmRecord> predicate(Filter filter) {
        if (filter.property().startsWith("associations.")) {
            return associated(filter);
        }
        var column = column(filter.property());
        if (filter.property().equals("hs_object_id") && filter.operator().isRange()) {
            Range ids = range(filter, "hs_object_id").orElse(Range.ALL);
            return record -> ids.contains(record.id());
        }
        if (filter.property().equals(type.modifiedProperty())
                && filter.operator().isRange()) {
            Range times = range(filter, type.modifiedProperty()).orElse(Range.ALL);
            return record -> times.contains(record.modifiedMillis());
        }
        if (filter.property().equals(type.createdProperty())
                && filter.operator().isRange()) {
            Range times = range(filter, type.createdProperty()).orElse(Range.ALL);
            return record -> times.contains(record.createdMillis());
        }
        return valuePredicate(filter, column);
    }

    /** Words of the query text, each in one of the default properties. */
    Predicate<CrmRecord> text(String text) {
        var words = Arrays.asList(text.toLowerCase(Locale.ROOT).strip().split("\\s+"));
        var columns = type.defaultProperties().stream().map(this::column).toList();
        return record -> {
            var all = new StringBuilder();
            columns.forEach(column -> all.append(Objects.requireNonNullElse(column.value(record), ""))
                    .append('\n'));
            String haystack = all.toString().toLowerCase(Locale.ROOT);
            return words.stream().allMatch(haystack::contains);
        };
    }

    /** The column of a property that may be searched by. */
    PropertyColumn column(String property) {
        var column = portal.catalog(type).find(property).orElse(null);
        if (column == null) {
            // Body unverified; the status is what connectors rely on.
            throw new SearchRejectedException(
                    400, "There was a problem with the request. Property " + property + " does not exist");
        }
        if (NOT_FILTERABLE.contains(property) || column.definition().sensitivity() == Sensitivity.HIGHLY_SENSITIVE) {
            throw new SearchRejectedException(400, "Property " + property + " cannot be used in a search");
        }
        return column;
    }

    private static BigDecimal operand(Filter filter, String text, boolean instant) {
        return instant
                ? BigDecimal.valueOf(Operands.millis(filter.property(), text))
                : Operands.number(filter.property(), text);
    }

    private Predicate<CrmRecord> valuePredicate(Filter filter, PropertyColumn column) {
        return switch (filter.operator()) {
            case HAS_PROPERTY -> record -> hasValue(column, record);
            case NOT_HAS_PROPERTY -> record -> !hasValue(column, record);
            case CONTAINS_TOKEN -> record -> hasValue(column, record) && containsToken(column, record, filter);
            case NOT_CONTAINS_TOKEN -> record -> hasValue(column, record) && !containsToken(column, record, filter);
            case IN -> record -> hasValue(column, record) && isAnyOf(column, record, filter.values());
            case NOT_IN -> record -> hasValue(column, record) && !isAnyOf(column, record, filter.values());
            case EQ, NEQ, GT, GTE, LT, LTE, BETWEEN -> compared(filter, column);
        };
    }

    private static boolean hasValue(PropertyColumn column, CrmRecord record) {
        String value = column.value(record);
        return value != null && !value.isEmpty();
    }

    /** Strings are compared in lower case with operands as they came: an upper-case operand never matches. */
    private static boolean isAnyOf(PropertyColumn column, CrmRecord record, List<String> operands) {
        String value = Objects.requireNonNullElse(column.value(record), "");
        return switch (column.definition().type()) {
            case "enumeration" -> Arrays.stream(value.split(";")).anyMatch(operands::contains);
            case "number" ->
                Operands.number(value)
                        .map(number -> operands.stream()
                                .anyMatch(operand -> Operands.number(operand)
                                        .map(other -> other.compareTo(number) == 0)
                                        .orElse(false)))
                        .orElse(false);
            case "date", "datetime" -> {
                var millis = IsoTime.parseMillis(value);
                yield millis.isPresent()
                        && operands.stream()
                                .anyMatch(operand -> Operands.millis(column.name(), operand) == millis.getAsLong());
            }
            default -> operands.contains(value.toLowerCase(Locale.ROOT));
        };
    }

    private static boolean containsToken(PropertyColumn column, CrmRecord record, Filter filter) {
        String value = Objects.requireNonNullElse(column.value(record), "").toLowerCase(Locale.ROOT);
        String token = filter.value().toLowerCase(Locale.ROOT);
        boolean openStart = token.startsWith("*");
        boolean openEnd = token.length() > 1 && token.endsWith("*");
        String core = token.substring(openStart ? 1 : 0, token.length() - (openEnd ? 1 : 0));
        return Arrays.stream(value.split("[^\\p{L}\\p{N}]+"))
                .anyMatch(word -> openStart && openEnd
                        ? word.contains(core)
                        : openStart ? word.endsWith(core) : openEnd ? word.startsWith(core) : word.equals(core));
    }

    private Predicate<CrmRecord> compared(Filter filter, PropertyColumn column) {
        return switch (column.definition().type()) {
            case "number" -> {
                var low = Operands.number(filter.property(), filter.value());
                var high = highOperand(filter).map(text -> Operands.number(filter.property(), text));
                yield record -> Operands.number(Objects.requireNonNullElse(column.value(record), ""))
                        .map(value -> holds(filter.operator(), value.compareTo(low), high.map(value::compareTo)))
                        .orElse(false);
            }
            case "date", "datetime" -> {
                long low = Operands.millis(filter.property(), filter.value());
                var high = highOperand(filter).map(text -> Operands.millis(filter.property(), text));
                yield record -> {
                    var millis = IsoTime.parseMillis(Objects.requireNonNullElse(column.value(record), ""));
                    return millis.isPresent()
                            && holds(
                                    filter.operator(),
                                    Long.compare(millis.getAsLong(), low),
                                    high.map(upper -> Long.compare(millis.getAsLong(), upper)));
                };
            }
            default -> {
                boolean exact = column.definition().type().equals("enumeration");
                yield record -> {
                    String value = column.value(record);
                    return value != null
                            && !value.isEmpty()
                            && holds(
                                    filter.operator(),
                                    compareText(value, filter.value(), exact),
                                    highOperand(filter).map(upper -> compareText(value, upper, exact)));
                };
            }
        };
    }

    private static Optional<String> highOperand(Filter filter) {
        return filter.operator() == Filter.Operator.BETWEEN ? Optional.of(filter.highValue()) : Optional.empty();
    }

    private static int compareText(String value, String operand, boolean exact) {
        return exact ? value.compareTo(operand) : value.compareToIgnoreCase(operand);
    }

    private static boolean holds(Filter.Operator operator, int toValue, Optional<Integer> toHighValue) {
        return switch (operator) {
            case EQ -> toValue == 0;
            case NEQ -> toValue != 0;
            case GT -> toValue > 0;
            case GTE -> toValue >= 0;
            case LT -> toValue < 0;
            case LTE -> toValue <= 0;
            case BETWEEN -> toValue >= 0 && toHighValue.orElse(1) <= 0;
            case IN, NOT_IN, HAS_PROPERTY, NOT_HAS_PROPERTY, CONTAINS_TOKEN, NOT_CONTAINS_TOKEN ->
                throw new IllegalArgumentException(operator + " does not compare");
        };
    }

    /** {@code associations.contact} and the like; standard types only (source: search guide). */
    private Predicate<CrmRecord> associated(Filter filter) {
        String name = filter.property().substring("associations.".length());
        var other = portal.types()
                .find(name)
                .filter(found -> !found.isCustom())
                .orElseThrow(() -> new SearchRejectedException(400, "Unknown association filter " + filter.property()));
        List<String> ids = filter.operator() == Filter.Operator.IN ? filter.values() : List.of(filter.value());
        boolean any = filter.operator() == Filter.Operator.HAS_PROPERTY;
        return record -> portal.links().of(type, record.id(), other).stream()
                .anyMatch(link -> any || ids.contains(String.valueOf(link.toId())));
    }
}
