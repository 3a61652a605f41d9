package io.hubflow.nifi.list;

import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.schema.SchemaEvolution;
import io.hubflow.engine.slice.Slice;
import io.hubflow.engine.typing.ColumnTypes;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.PropertyDefinition.DataSensitivity;
import io.hubflow.nifi.Failures;
import io.hubflow.nifi.HubSpotAttributes;
import io.hubflow.nifi.HubSpotProcessorProperties;
import io.hubflow.nifi.SliceWork;
import io.hubflow.nifi.api.HubSpotClientService;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.PrimaryNodeOnly;
import org.apache.nifi.annotation.behavior.TriggerSerially;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.configuration.DefaultSchedule;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.migration.PropertyConfiguration;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.scheduling.SchedulingStrategy;

/** Plans one pass over the recycle bin of each object type: HubSpot can neither search nor filter what is archived. */
@PrimaryNodeOnly
@TriggerSerially
@DefaultSchedule(strategy = SchedulingStrategy.TIMER_DRIVEN, period = "6 hours")
@Tags({"hubspot", "crm", "list", "archived", "deleted", "hubflow", "openflow"})
@CapabilityDescription(
        "Emits a slice for each object type that reads all its archived (deleted) records, which HubSpot keeps "
                + "for 90 days. Their rows get _archived = true and _archived_at. Reading them again changes nothing.")
@InputRequirement(InputRequirement.Requirement.INPUT_FORBIDDEN)
@SeeAlso(classNames = {"io.hubflow.nifi.list.ListHubSpotObjects", "io.hubflow.nifi.fetch.FetchHubSpotObjects"})
@WritesAttributes({
    @WritesAttribute(attribute = "mime.type", description = "application/json"),
    @WritesAttribute(attribute = HubSpotAttributes.OBJECT_TYPE, description = "The object type"),
    @WritesAttribute(
            attribute = HubSpotAttributes.RUN_ID,
            description = "The start of the run that planned it, ISO-8601"),
    @WritesAttribute(attribute = HubSpotAttributes.SLICE_KIND, description = "ARCHIVED")
})
public final class ListArchivedHubSpotObjects extends AbstractProcessor {
    static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("A slice for each object type")
            .build();

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return List.of(
                HubSpotProcessorProperties.HUBSPOT_SERVICE,
                ObjectTypeNames.OBJECT_TYPES,
                SelectedProperties.INCLUDE,
                SelectedProperties.EXCLUDE);
    }

    @Override
    public Set<Relationship> getRelationships() {
        return Set.of(SUCCESS);
    }

    /** The official connector's older name. */
    @Override
    public void migrateProperties(PropertyConfiguration config) {
        config.renameProperty("Object Type", ObjectTypeNames.OBJECT_TYPES.getName());
    }

    @Override
    public void onTrigger(ProcessContext context, ProcessSession session) {
        var client = context.getProperty(HubSpotProcessorProperties.HUBSPOT_SERVICE)
                .asControllerService(HubSpotClientService.class)
                .client();
        var catalog = new Catalog(client);
        var runId = Instant.now().toString();
        var names = ObjectTypeNames.parse(context.getProperty(ObjectTypeNames.OBJECT_TYPES)
                .evaluateAttributeExpressions()
                .getValue());
        for (var name : names) {
            try {
                SliceFlowFiles.emit(session, work(context, client, catalog, name), runId, SUCCESS);
            } catch (ConnectorException e) {
                getLogger()
                        .error("Archived {} were not planned; the other object types go on. {}", name, e.getMessage());
                if (Failures.concernsAll(e)) {
                    context.yield();
                    return;
                }
            }
        }
    }

    private static SliceWork work(ProcessContext context, HubSpotClient client, Catalog catalog, String name) {
        var type = catalog.resolve(name);
        var properties = SelectedProperties.fetch(context, client, type);
        var wanted = properties.stream()
                .map(property -> new SchemaEvolution.Wanted(property.name(), ColumnTypes.of(property)))
                .toList();
        var evolution = SchemaEvolution.plan(Optional.empty(), type.table(), type.name(), wanted, Map.of());
        return new SliceWork(
                        type,
                        evolution.schema(),
                        evolution.properties(),
                        properties.stream().noneMatch(p -> p.dataSensitivity() == DataSensitivity.HIGHLY_SENSITIVE),
                        PortalFacts.IdOrder.NUMERIC,
                        client.serverNow().toEpochMilli(),
                        0,
                        new Slice.Archived(type.name()),
                        Optional.empty())
                .withSerialList(new Slice.Archived(type.name()));
    }
}
