package io.hubflow.engine;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.PropertyFilter;
import io.hubflow.engine.catalog.SensitiveReads;
import io.hubflow.engine.catalog.VisibleProperties;
import io.hubflow.engine.checkpoint.CatalogState;
import io.hubflow.engine.report.RunWarning;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.PropertyCatalog;
import io.hubflow.hubspot.PropertyDefinition;
import io.hubflow.hubspot.PropertyDefinition.DataSensitivity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which properties of one object type a run can read, and the warnings about the others: what HubSpot does not list, what it
 * refuses, and what its answers leave out.
 */
final class ReadableProperties {
    private final RunContext run;
    private final ObjectType type;
    private final PropertyCatalog properties;
    private final PropertyFilter filter;

    ReadableProperties(RunContext run, ObjectType type, PropertyCatalog properties, PropertyFilter filter) {
        this.run = run;
        this.type = type;
        this.properties = properties;
        this.filter = filter;
    }

    /** The properties that HubSpot lists for this token, with those it listed before. */
    VisibleProperties see(CatalogState before) {
        var visible = VisibleProperties.of(
                type, properties, before.properties(), run.client().serverNow().toEpochMilli());
        visible.warnings().forEach(this::warn);
        tellOfSensitiveOff(visible, before);
        var gone = filter.includedButNotDefined(visible.defined(), visible.knownNames(), type);
        if (!gone.isEmpty()) {
            warn("HubSpot no longer lists these included properties of " + type.name() + ": "
                    + String.join(", ", gone) + ". Their stored values are kept. Remove them from the included"
                    + " properties, or restore them in HubSpot.");
        }
        return visible;
    }

    /** Once: the next run does not know them as selected any more. */
    private void tellOfSensitiveOff(VisibleProperties visible, CatalogState before) {
        var off = new ArrayList<>(filter.sensitiveOff(type, visible.defined()));
        off.retainAll(before.selected());
        if (!off.isEmpty()) {
            warn("Properties of HubSpot's sensitive classes are loaded only where they are asked for. These of "
                    + type.name() + " were loaded by earlier runs and are not any more: "
                    + VisibleProperties.listed(off) + ". Their stored values stay as they are. Add them to the"
                    + " sensitive properties to go on, or drop them to erase what is stored.");
        }
    }

    List<String> sensitive(VisibleProperties visible) {
        return filter.select(type, visible.defined()).stream()
                .filter(p -> p.dataSensitivity() != DataSensitivity.NON_SENSITIVE)
                .map(PropertyDefinition::name)
                .toList();
    }

    /** Those among the suspects that are to be read and that HubSpot does not let this token read. */
    Map<String, ConnectorException> findRefused(VisibleProperties visible, List<String> suspects) {
        var asked = new ArrayList<>(sensitive(visible));
        asked.retainAll(suspects);
        return new SensitiveReads(run.client(), type).findRefused(asked);
    }

    void warnOfHidden(Set<String> columns) {
        if (!columns.isEmpty()) {
            warn("HubSpot lists these properties of " + type.name() + ", but its answers leave them out: "
                    + VisibleProperties.listed(columns.stream().sorted().toList())
                    + ". Their stored values are kept, but not updated. If they were archived during this run,"
                    + " the next run does not repeat this warning. If they are sensitive, add the scope that"
                    + " they need, such as crm.objects." + type.name()
                    + ".sensitive.read, to the key or app, or exclude them.");
        }
    }

    /** The properties to read: those of the filter, without the refused ones. */
    List<PropertyDefinition> selected(VisibleProperties visible, Map<String, ConnectorException> refused) {
        return filter.select(type, visible.defined()).stream()
                .filter(property -> !refused.containsKey(property.name()))
                .toList();
    }

    void warnOfRefused(Map<String, ConnectorException> refused) {
        refused.forEach((property, refusal) -> warn(SensitiveReads.sentence(type, property, refusal)));
    }

    private void warn(String sentence) {
        run.warnings().add(type.name(), RunWarning.Code.PROPERTIES_UNREADABLE, sentence);
    }
}
