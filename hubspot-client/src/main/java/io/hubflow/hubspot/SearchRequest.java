package io.hubflow.hubspot;

import java.util.List;
import java.util.Optional;

/**
 * One page of {@code POST /crm/objects/{version}/{objectType}/search}.
 *
 * @param filters all must hold; at most {@link #MAX_FILTERS} (one filter group)
 * @param sort absent leaves HubSpot's order
 * @param after offset of the page as HubSpot gave it; {@code after + limit} may not pass 10,000
 * @param limit 0…200 records
 */
public record SearchRequest(
        String objectType,
        List<SearchFilter> filters,
        Optional<SearchSort> sort,
        PropertySelection properties,
        Optional<String> after,
        int limit) {
    /** HubSpot's largest search page. */
    public static final int MAX_LIMIT = 200;

    /** Filters of one group. */
    public static final int MAX_FILTERS = 6;

    /** Matches beyond this offset cannot be read by any page of one query. */
    public static final int MAX_WINDOW = 10_000;

    public SearchRequest {
        filters = List.copyOf(filters);
    }
}
