package io.hubflow.hubspot;

import java.util.Optional;

/**
 * One page of {@code GET /crm/objects/{version}/{objectType}}.
 *
 * @param after the cursor; absent for the first page. Behaves as "start at this id or above" (docs show last id + 1)
 * @param limit 1…100 records
 */
public record ListRequest(
        String objectType, PropertySelection properties, Optional<String> after, int limit, RecordState state) {
    /** HubSpot's largest list page. */
    public static final int MAX_LIMIT = 100;
}
