package io.hubflow.hubspot;

import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.PropertyDefinition.DataSensitivity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What HubSpot says of an object type's properties: an answer for each sensitivity class.
 *
 * @param properties of the classes that answered, each name once
 * @param refused classes that HubSpot did not answer for, and why: a property that is in none of the others may be in them
 * @param unasked classes that it was not asked for
 */
public record PropertyCatalog(
        List<PropertyDefinition> properties,
        Map<DataSensitivity, ConnectorException> refused,
        Set<DataSensitivity> unasked) {
    /** The one property that every object type has (reference §2): a list without it is not the whole list. */
    public static final String ID = "hs_object_id";

    public PropertyCatalog {
        properties = List.copyOf(properties);
        refused = Map.copyOf(refused);
        unasked = Set.copyOf(unasked);
    }

    /** HubSpot was asked for every class. */
    public PropertyCatalog(List<PropertyDefinition> properties, Map<DataSensitivity, ConnectorException> refused) {
        this(properties, refused, Set.of());
    }

    /** With the answer for classes that this one was not asked for. */
    public PropertyCatalog with(PropertyCatalog others) {
        var byName = new LinkedHashMap<String, PropertyDefinition>();
        properties.forEach(property -> byName.put(property.name(), property));
        others.properties.forEach(property -> byName.putIfAbsent(property.name(), property));
        var refusals = new HashMap<>(refused);
        refusals.putAll(others.refused);
        var still = new HashSet<>(unasked);
        still.retainAll(others.unasked);
        return new PropertyCatalog(List.copyOf(byName.values()), refusals, still);
    }

    public static final PropertyCatalog EMPTY = new PropertyCatalog(List.of(), Map.of());

    /** Whether the list of ordinary properties is one. A list that came back empty or broken is not. */
    public boolean isWhole() {
        return properties.stream().anyMatch(property -> property.name().equals(ID));
    }

    /** Whether a property that is not in it is surely not in HubSpot. */
    public boolean isComplete() {
        return isWhole() && refused.isEmpty() && unasked.isEmpty();
    }
}
