package io.hubflow.simulator.index;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A search.
 *
 * @param groups conditions: any group, all of its filters; no group matches everything
 * @param text words to find in the default properties; empty for none
 * @param sort null for the order of creation
 */
public record SearchQuery(
        List<List<Filter>> groups, String text, @Nullable Sort sort) {
    /** Copies the groups. */
    public SearchQuery {
        groups = groups.stream().map(List::copyOf).toList();
    }

    /** The properties that filters and sort name. */
    public List<String> properties() {
        var filtered = groups.stream().flatMap(List::stream).map(Filter::property);
        return sort == null
                ? filtered.toList()
                : Stream.concat(filtered, Stream.of(sort.property())).toList();
    }

    /** An order by one property. */
    public record Sort(String property, Direction direction) {}

    /** Up or down. */
    public enum Direction {
        /** Smallest first. */
        ASCENDING,
        /** Largest first. */
        DESCENDING
    }
}
