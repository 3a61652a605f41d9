package io.hubflow.hubspot;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One page of {@code POST /crm/objects/{version}/{objectType}/search}.
 *
 * @param filters all must hold; at most {@link #MAX_FILTERS_IN_GROUP}
 * @param alternatives of these groups one must hold as a whole, besides the filters; empty = no such condition. HubSpot takes
 *     at most {@link #MAX_GROUPS} groups and {@link #MAX_FILTERS} filters, and the filters count in each group
 * @param sort absent leaves HubSpot's order
 * @param after offset of the page as HubSpot gave it; {@code after + limit} may not pass 10,000
 * @param limit 0…200 records
 */
public record SearchRequest(
        String objectType,
        List<SearchFilter> filters,
        List<List<SearchFilter>> alternatives,
        Optional<SearchSort> sort,
        PropertySelection properties,
        Optional<String> after,
        int limit) {
    /** HubSpot's limits of one search (reference §4). */
    public static final int MAX_GROUPS = 5;

    public static final int MAX_FILTERS_IN_GROUP = 6;
    public static final int MAX_FILTERS = 18;

    /** HubSpot's largest search page. */
    public static final int MAX_LIMIT = 200;

    /** Matches beyond this offset cannot be read by any page of one query. */
    public static final int MAX_WINDOW = 10_000;

    public SearchRequest {
        filters = List.copyOf(filters);
        alternatives = alternatives.stream().map(List::copyOf).toList();
    }

    /** One without alternatives. */
    public SearchRequest(
            String objectType,
            List<SearchFilter> filters,
            Optional<SearchSort> sort,
            PropertySelection properties,
            Optional<String> after,
            int limit) {
        this(objectType, filters, List.of(), sort, properties, after, limit);
    }

    /** HubSpot's filter groups: any of them, all of its filters; empty = every record. */
    List<List<SearchFilter>> groups() {
        if (alternatives.isEmpty()) {
            return filters.isEmpty() ? List.of() : List.of(filters);
        }
        return alternatives.stream()
                .map(group -> Stream.concat(filters.stream(), group.stream()).toList())
                .toList();
    }
}
