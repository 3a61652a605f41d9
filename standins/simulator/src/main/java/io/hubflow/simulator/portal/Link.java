package io.hubflow.simulator.portal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record's association with another, as seen from one side.
 *
 * @param toId the other record
 * @param types the association types, at least one
 */
public record Link(long toId, List<Type> types) {
    /** Copies the types. */
    public Link {
        types = List.copyOf(types);
    }

    /**
     * An association type.
     *
     * @param category HUBSPOT_DEFINED or USER_DEFINED
     * @param id the type id; a negative one is never answered: the side of a one-way association that shows nothing
     * @param label null for the type without a label
     */
    public record Type(String category, int id, @Nullable String label) {
        boolean visible() {
            return id > 0;
        }
    }
}
