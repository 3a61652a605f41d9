package io.hubflow.nifi.list;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.schema.SchemaEvolution;
import io.hubflow.engine.slice.Slice;
import io.hubflow.engine.typing.ColumnTypes;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.PropertyDefinition.DataSensitivity;
import io.hubflow.nifi.SliceWork;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.nifi.processor.ProcessContext;

/**
 * An object type with the properties that the administrator wants of it, as HubSpot describes them now.
 *
 * @param searchWhole whether every wanted property may appear in a search
 */
record WantedType(ObjectType type, List<SchemaEvolution.Wanted> properties, boolean searchWhole) {
    WantedType {
        properties = List.copyOf(properties);
    }

    /** Up to three calls. */
    static WantedType fetch(ProcessContext context, HubSpotClient client, ObjectType type) {
        var selected = SelectedProperties.fetch(context, client, type);
        var wanted = selected.stream()
                .map(property -> new SchemaEvolution.Wanted(property.name(), ColumnTypes.of(property)))
                .toList();
        var searchWhole = selected.stream().noneMatch(p -> p.dataSensitivity() == DataSensitivity.HIGHLY_SENSITIVE);
        return new WantedType(type, wanted, searchWhole);
    }

    /** @param columns column names given before, by property */
    SchemaEvolution evolution(Map<String, String> columns) {
        return SchemaEvolution.plan(Optional.empty(), type.table(), type.name(), properties, columns);
    }

    /** What all slices of one plan have in common; the slice itself is still empty. */
    SliceWork template(
            SchemaEvolution evolution, PortalFacts.IdOrder idOrder, long plannedAtMillis, Duration searchLag) {
        return new SliceWork(
                type,
                evolution.schema(),
                evolution.properties(),
                searchWhole,
                idOrder,
                plannedAtMillis,
                searchLag.toMillis(),
                new Slice.Ids(type.name(), List.of()),
                Optional.empty());
    }
}
