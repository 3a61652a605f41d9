package io.hubflow.nifi.list;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.PropertyDefinition;
import java.util.List;
import org.apache.nifi.processor.ProcessContext;

/**
 * An object type and its properties as HubSpot describes them now.
 *
 * @param properties all of them
 * @param selected those that the administrator wants
 */
record WantedType(ObjectType type, List<PropertyDefinition> properties, List<PropertyDefinition> selected) {
    WantedType {
        properties = List.copyOf(properties);
        selected = List.copyOf(selected);
    }

    /** Up to three calls. */
    static WantedType fetch(ProcessContext context, HubSpotClient client, ObjectType type) {
        var properties = client.fetchProperties(type.apiName());
        return new WantedType(
                type, properties, SelectedProperties.filter(context).select(type, properties));
    }
}
