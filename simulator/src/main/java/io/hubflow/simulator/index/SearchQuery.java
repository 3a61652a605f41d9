package io.hubflow.simulator.index;

import java.util.List;
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
