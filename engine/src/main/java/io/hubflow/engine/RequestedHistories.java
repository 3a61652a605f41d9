package io.hubflow.engine;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.CatalogState.KnownProperty;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.engine.privacy.Protection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds the properties whose histories a user asked for. The stages of deals are always among them where any history is. */
final class RequestedHistories {
    private static final String DEALS = "0-3";
    private static final String DEAL_STAGE = "dealstage";

    private RequestedHistories() {}

    /**
     * @param patterns names or wildcards, as a property filter has them; empty = no history
     * @param privacy which of them are not read after all
     * @return properties by object type, sorted; an object type without any is not in it
     * @throws io.hubflow.error.ConnectorException {@code PROPERTY_UNKNOWN} for a name that no chosen object type has or had
     */
    static Map<ObjectType, List<String>> find(
            List<String> patterns, PrivacyRules privacy, List<DiscoveredType> found, Streams streams) {
        if (patterns.isEmpty()) {
            return Map.of();
        }
        var chosen = privacy.selecting(patterns, List.of());
        TypeDiscovery.requireKnownProperties(chosen, found, streams);
        var byType = new LinkedHashMap<ObjectType, List<String>>();
        for (var one : found) {
            if (one.problem().isPresent()) {
                continue;
            }
            var type = one.type().orElseThrow();
            var properties = one.properties().properties();
            var names = new TreeSet<String>();
            chosen.named(type, properties).forEach(property -> names.add(property.name()));
            if (type.typeId().equals(DEALS)
                    && privacy.of(type)
                            .of(DEAL_STAGE)
                            .filter(Protection.DROP::equals)
                            .isEmpty()
                    && properties.stream().anyMatch(property -> property.name().equals(DEAL_STAGE))) {
                names.add(DEAL_STAGE);
            }
            if (!names.isEmpty()) {
                byType.put(type, List.copyOf(names));
            }
        }
        return byType;
    }

    /** Sentences about properties that a user asked for and that somebody has deleted in HubSpot since, by object type. */
    static Map<ObjectType, String> tellGone(
            List<String> patterns, PrivacyRules privacy, List<DiscoveredType> found, Streams streams) {
        var chosen = privacy.selecting(patterns, List.of());
        var sentences = new LinkedHashMap<ObjectType, String>();
        for (var one : found) {
            if (one.problem().isPresent()) {
                continue;
            }
            var type = one.type().orElseThrow();
            var known = ObjectPlan.storedCatalog(streams, type).properties().stream()
                    .map(KnownProperty::name)
                    .collect(Collectors.toSet());
            var gone = chosen.includedButNotDefined(one.properties().properties(), known, type);
            if (!gone.isEmpty()) {
                sentences.put(
                        type,
                        "HubSpot no longer lists these properties of " + type.name() + " whose history is wanted: "
                                + String.join(", ", gone) + ". Their stored versions are kept. Remove them from"
                                + " `history`, or restore them in HubSpot.");
            }
        }
        return sentences;
    }
}
