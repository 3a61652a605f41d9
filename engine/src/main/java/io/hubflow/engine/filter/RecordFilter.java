package io.hubflow.engine.filter;

import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.hubspot.SearchFilter;
import io.hubflow.hubspot.SearchFilter.Operator;
import io.hubflow.hubspot.SearchRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which records of one object type are wanted, checked against HubSpot's definitions. Searches carry it to HubSpot; records
 * that were read by id or by list are judged here, by the same rules.
 */
public final class RecordFilter {
    /** Every record. */
    public static final RecordFilter EVERYTHING = new RecordFilter(List.of());

    /** What the engine itself adds to a group: one bound on the id, and one on a time of modification or creation. */
    public static final int ADDED_TO_A_GROUP = 2;

    private static final String ID = "hs_object_id";

    private final List<List<FilterCondition>> groups;
    private final List<List<SearchFilter>> searched;

    RecordFilter(List<List<FilterCondition>> groups) {
        this.groups = groups.stream().map(List::copyOf).toList();
        this.searched = groups.stream()
                .map(group -> group.stream().map(FilterCondition::toSearch).toList())
                .toList();
    }

    List<List<FilterCondition>> conditions() {
        return groups;
    }

    public boolean isEverything() {
        return groups.isEmpty();
    }

    /** The groups of a search; empty when every record is wanted. */
    public List<List<SearchFilter>> groups() {
        return searched;
    }

    /**
     * The engine's own filters of a search, so few that {@link #ADDED_TO_A_GROUP} holds, and one more where there is a bound on the modification: two bounds on the id become one
     * {@code BETWEEN}. Without a filter they stay as they are.
     */
    public List<SearchFilter> shortened(List<SearchFilter> filters) {
        var above = bound(filters, Operator.GT);
        var below = bound(filters, Operator.LT);
        if (isEverything() || above.isEmpty() || below.isEmpty()) {
            return filters;
        }
        var shorter = new ArrayList<>(filters);
        shorter.remove(above.get());
        shorter.remove(below.get());
        var low = Long.parseLong(above.get().value().orElseThrow()) + 1;
        var high = Long.parseLong(below.get().value().orElseThrow()) - 1;
        shorter.add(SearchFilter.between(ID, Long.toString(low), Long.toString(high)));
        return shorter;
    }

    /** How many filters each group of a search can take besides those of this filter. */
    public int roomInAGroup() {
        var largest = groups.stream().mapToInt(List::size).max().orElse(0);
        var all = groups.stream().mapToInt(List::size).sum();
        return Math.min(
                SearchRequest.MAX_FILTERS_IN_GROUP - largest,
                (SearchRequest.MAX_FILTERS - all) / Math.max(1, groups.size()));
    }

    private static Optional<SearchFilter> bound(List<SearchFilter> filters, Operator operator) {
        return filters.stream()
                .filter(filter -> filter.property().equals(ID) && filter.operator() == operator)
                .findFirst();
    }

    /** The selection, with the properties that the filter looks at at its end. */
    public PropertySelection addedTo(PropertySelection selection) {
        var names = new LinkedHashSet<>(selection.names());
        names.addAll(properties());
        return names.size() == selection.size() ? selection : PropertySelection.of(List.copyOf(names));
    }

    public Set<String> properties() {
        return groups.stream()
                .flatMap(List::stream)
                .map(FilterCondition::property)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * Whether the record is wanted; empty when the answer that brought it says nothing about a property that decides.
     *
     * @param selection what was asked for, with {@link #addedTo}
     */
    public Optional<Boolean> accepts(HubSpotRecord record, PropertySelection selection) {
        var unknown = record.answer() == HubSpotRecord.Answer.NOTHING
                || properties().stream()
                        .anyMatch(property -> record.absentProperties().get(selection.indexOf(property)));
        return unknown ? Optional.empty() : Optional.of(accepts(name -> record.value(selection.indexOf(name))));
    }

    /** @param values gives the value of a property as HubSpot sends it */
    public boolean accepts(Function<String, @Nullable String> values) {
        return groups.isEmpty()
                || groups.stream()
                        .anyMatch(group -> group.stream()
                                .allMatch(condition -> condition.holds(values.apply(condition.property()))));
    }

    /** In the language of {@link Where}, always the same for the same conditions; empty when every record is wanted. */
    public String text() {
        return groups.stream()
                .map(group -> group.stream().map(FilterCondition::text).collect(Collectors.joining(" AND ")))
                .collect(Collectors.joining(" OR "));
    }

    @Override
    public String toString() {
        return text();
    }
}
