package io.hubflow.engine;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.CatalogState.KnownProperty;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.filter.RecordFilter;
import io.hubflow.engine.filter.RecordFilters;
import io.hubflow.engine.filter.Where;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.PropertyDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The filters of a request, checked against what HubSpot says of the requested object types.
 *
 * @param byType the filter of each object type that has one
 * @param found the requested object types; one whose filter does not fit any more has that problem
 */
record RequestedFilters(Map<ObjectType, RecordFilter> byType, List<DiscoveredType> found) {
    /**
     * A filter that fitted the properties as an earlier run saw them was spelt well: somebody has deleted or changed a property
     * in HubSpot since. That is the business of its object type alone.
     *
     * @throws ConnectorException {@code CONFIGURATION_INVALID}, with everything else that is wrong
     */
    static RequestedFilters find(SyncRequest request, List<DiscoveredType> found, Streams streams) {
        var wheres = request.where();
        if (wheres.isEmpty()) {
            return new RequestedFilters(Map.of(), found);
        }
        var added = RecordFilter.ADDED_TO_A_GROUP + (request.updatedAfter().isPresent() ? 1 : 0);
        var definitions = new LinkedHashMap<ObjectType, List<PropertyDefinition>>();
        var judged = new ArrayList<DiscoveredType>();
        for (var one : found) {
            var changed = one.problem().isEmpty() ? findChange(wheres, one, streams, added) : one.problem();
            changed.ifPresentOrElse(
                    problem -> judged.add(DiscoveredType.failed(one.written(), one.type(), problem)), () -> {
                        judged.add(one);
                        definitions.put(
                                one.type().orElseThrow(), one.properties().properties());
                    });
        }
        var filters = RecordFilters.check(wheres, definitions, added, definitions.size() == found.size());
        return new RequestedFilters(filters, judged);
    }

    private static Optional<ConnectorException> findChange(
            List<Where> wheres, DiscoveredType one, Streams streams, int added) {
        var type = one.type().orElseThrow();
        var before = ObjectPlan.storedCatalog(streams, type).properties().stream()
                .map(KnownProperty::toDefinition)
                .toList();
        return findProblem(wheres, type, one.properties().properties(), added)
                .filter(problem -> findProblem(wheres, type, before, added).isEmpty())
                .map(problem -> new ConnectorException(
                        problem.code(),
                        "The filter of " + type.name() + " fitted HubSpot's properties before and does not any more: "
                                + problem.what(),
                        type.name() + " was not read; its rows stay as they are.",
                        "Correct `where`, or restore the property in HubSpot.",
                        problem));
    }

    /** What is wrong with the filter of one object type. */
    private static Optional<ConnectorException> findProblem(
            List<Where> wheres, ObjectType type, List<PropertyDefinition> definitions, int added) {
        try {
            RecordFilters.check(wheres, Map.of(type, definitions), added, false);
            return Optional.empty();
        } catch (ConnectorException e) {
            return Optional.of(e);
        }
    }
}
