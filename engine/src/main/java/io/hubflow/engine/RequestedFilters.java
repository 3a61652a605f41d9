package io.hubflow.engine;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.filter.RecordFilter;
import io.hubflow.engine.filter.RecordFilters;
import io.hubflow.hubspot.PropertyDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks the filters of a request against what HubSpot says of the requested object types. */
final class RequestedFilters {
    private RequestedFilters() {}

    /** @throws io.hubflow.error.ConnectorException {@code CONFIGURATION_INVALID}, with every problem there is */
    static Map<ObjectType, RecordFilter> find(SyncRequest request, List<DiscoveredType> found) {
        var wheres = request.where();
        if (wheres.isEmpty()) {
            return Map.of();
        }
        var definitions = new LinkedHashMap<ObjectType, List<PropertyDefinition>>();
        for (var one : found) {
            if (one.problem().isEmpty()) {
                definitions.put(one.type().orElseThrow(), one.properties().properties());
            }
        }
        var added = RecordFilter.ADDED_TO_A_GROUP + (request.updatedAfter().isPresent() ? 1 : 0);
        return RecordFilters.check(wheres, definitions, added, definitions.size() == found.size());
    }
}
