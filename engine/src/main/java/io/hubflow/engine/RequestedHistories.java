package io.hubflow.engine;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.engine.privacy.Protection;
import io.hubflow.hubspot.PropertyDefinition;
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
     * @throws io.hubflow.error.ConnectorException {@code PROPERTY_UNKNOWN} for a name that no chosen object type has
     */
    static Map<ObjectType, List<String>> find(List<String> patterns, PrivacyRules privacy, List<DiscoveredType> found) {
        if (patterns.isEmpty()) {
            return Map.of();
        }
        var readable = found.stream().filter(one -> one.problem().isEmpty()).toList();
        var chosen = privacy.selecting(patterns, List.of());
        chosen.requireKnown(
                readable.stream()
                        .collect(Collectors.toMap(
                                one -> one.type().orElseThrow(),
                                one -> one.properties().properties().stream()
                                        .map(PropertyDefinition::name)
                                        .collect(Collectors.toSet()))),
                readable.size() == found.size());
        var byType = new LinkedHashMap<ObjectType, List<String>>();
        for (var one : readable) {
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
}
