package io.hubflow.nifi.list;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.PropertyFilter;
import io.hubflow.engine.catalog.SensitiveReads;
import io.hubflow.engine.filter.RecordFilter;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.PropertyCatalog;
import io.hubflow.hubspot.PropertyDefinition;
import io.hubflow.nifi.CanvasText;
import java.util.List;
import java.util.Map;
import org.apache.nifi.processor.ProcessContext;

/**
 * An object type and its properties as HubSpot describes them now.
 *
 * @param catalog all of them
 * @param filter which of them the administrator wants
 * @param records which records the administrator wants
 * @param refused the sensitive ones among these that HubSpot does not let this token read, each with its refusal
 */
record WantedType(
        ObjectType type,
        PropertyCatalog catalog,
        PropertyFilter filter,
        RecordFilter records,
        Map<String, ConnectorException> refused) {
    WantedType {
        refused = Map.copyOf(refused);
    }

    /** Those of the catalog that the administrator wants and that can be read. */
    List<PropertyDefinition> selected() {
        return readable(filter.select(type, catalog.properties()));
    }

    List<PropertyDefinition> readable(List<PropertyDefinition> properties) {
        return properties.stream()
                .filter(property -> !refused.containsKey(property.name()))
                .toList();
    }

    /** Names of the selected ones that need a scope of their own. */
    List<String> sensitive() {
        return selected().stream()
                .filter(property -> property.dataSensitivity() != PropertyDefinition.DataSensitivity.NON_SENSITIVE)
                .map(PropertyDefinition::name)
                .toList();
    }

    /** What an administrator is told of each property that is left out. */
    List<String> warnings() {
        return refused.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(one -> CanvasText.of(SensitiveReads.sentence(type, one.getKey(), one.getValue())))
                .toList();
    }

    /** The same type under the name and with the table that it has in a destination. */
    WantedType named(ObjectType bound) {
        return new WantedType(bound, catalog, filter, records, refused);
    }

    /** The same for some of its records. */
    WantedType filtered(RecordFilter wanted) {
        return new WantedType(type, catalog, filter, wanted, refused);
    }

    /** Properties that the filter of its records looks at and the token may not read. */
    List<String> unfilterable() {
        return records.properties().stream().filter(refused::containsKey).toList();
    }

    /**
     * Up to three calls, and one more where sensitive properties are wanted.
     *
     * @throws ConnectorException {@code HUBSPOT_SCOPE_MISSING} when records may not be read at all
     */
    static WantedType fetch(ProcessContext context, HubSpotClient client, ObjectType type) {
        var catalog = client.fetchPropertyCatalog(type.apiName());
        var filter = SelectedProperties.filter(context);
        var all = new WantedType(type, catalog, filter, RecordFilter.EVERYTHING, Map.of());
        return new WantedType(
                type,
                catalog,
                filter,
                RecordFilter.EVERYTHING,
                new SensitiveReads(client, type).findRefused(all.sensitive()));
    }
}
