package io.hubflow.nifi.list;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.PropertyFilter;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.PropertyCatalog;
import io.hubflow.hubspot.PropertyDefinition;
import java.util.List;
import org.apache.nifi.processor.ProcessContext;

/**
 * An object type and its properties as HubSpot describes them now.
 *
 * @param catalog all of them
 * @param filter which of them the administrator wants
 */
record WantedType(ObjectType type, PropertyCatalog catalog, PropertyFilter filter) {
    /** Those of the catalog that the administrator wants. */
    List<PropertyDefinition> selected() {
        return filter.select(type, catalog.properties());
    }

    /** The same type under the name and with the table that it has in a destination. */
    WantedType named(ObjectType bound) {
        return new WantedType(bound, catalog, filter);
    }

    /** Up to three calls. */
    static WantedType fetch(ProcessContext context, HubSpotClient client, ObjectType type) {
        return new WantedType(type, client.fetchPropertyCatalog(type.apiName()), SelectedProperties.filter(context));
    }
}
