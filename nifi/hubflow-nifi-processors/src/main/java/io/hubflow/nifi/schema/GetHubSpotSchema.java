package io.hubflow.nifi.schema;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.ReferenceTables;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.schema.SchemaEvolution;
import io.hubflow.engine.typing.ColumnTypes;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.nifi.HubSpotAttributes;
import io.hubflow.nifi.HubSpotProcessorProperties;
import io.hubflow.nifi.list.EachObjectType;
import io.hubflow.nifi.list.ObjectTypeNames;
import io.hubflow.nifi.record.JsonRowWriter;
import io.hubflow.nifi.record.ReferenceText;
import io.hubflow.nifi.record.SchemaText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.migration.PropertyConfiguration;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.scheduling.SchedulingStrategy;

/** Reads definitions: properties and pipelines of each object type, and the portal's owners. */
@PrimaryNodeOnly
@TriggerSerially
@DefaultSchedule(strategy = SchedulingStrategy.TIMER_DRIVEN, period = "6 hours")
@Tags({"hubspot", "crm", "schema", "properties", "pipelines", "owners", "hubflow", "openflow"})
@CapabilityDescription("Reads what HubSpot defines: the properties and pipelines of each object type, and the owners. "
        + "PutHubSpotTable writes them as hubspot_properties, hubspot_pipelines, hubspot_pipeline_stages and hubspot_owners, "
        + "replacing what was there.")
@InputRequirement(InputRequirement.Requirement.INPUT_FORBIDDEN)
@SeeAlso(classNames = {"io.hubflow.nifi.list.ListHubSpotObjects", "io.hubflow.nifi.put.PutHubSpotTable"})
@WritesAttributes({
    @WritesAttribute(attribute = "mime.type", description = "application/x-ndjson"),
    @WritesAttribute(attribute = HubSpotAttributes.OBJECT_TYPE, description = "The object type; absent for owners"),
    @WritesAttribute(attribute = HubSpotAttributes.FIELD_COUNT, description = "Properties of the object type"),
    @WritesAttribute(attribute = HubSpotAttributes.TABLE, description = "The table that the definitions belong to"),
    @WritesAttribute(attribute = HubSpotAttributes.SCHEMA, description = "Its columns with their types, as JSON"),
    @WritesAttribute(attribute = HubSpotAttributes.CONTENT, description = "reference"),
    @WritesAttribute(attribute = HubSpotAttributes.RECORD_COUNT, description = "Definitions in the content")
})
public final class GetHubSpotSchema extends AbstractProcessor {
    static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("A FlowFile for each table of definitions and object type")
            .build();

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return List.of(HubSpotProcessorProperties.HUBSPOT_SERVICE, ObjectTypeNames.OBJECT_TYPES);
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
        var service = HubSpotProcessorProperties.service(context);
        var client = service.client();
        var all = EachObjectType.of(context, client, getLogger(), "described", type -> {
            var tables = tables(client, type);
            var fields = Integer.toString(tables.get(0).rows().size());
            var attributes = Map.of(HubSpotAttributes.OBJECT_TYPE, type.name(), HubSpotAttributes.FIELD_COUNT, fields);
            tables.forEach(table -> emit(session, table, attributes, service.baseUrl() + "/crm/properties"));
        });
        if (!all) {
            return;
        }
        try {
            emit(session, ReferenceTables.owners(client.fetchOwners()), Map.of(), service.baseUrl() + "/crm/owners");
        } catch (ConnectorException e) {
            getLogger().warn("Owners were not read. {}", e.getMessage());
        }
    }

    private static List<ReferenceTable> tables(HubSpotClient client, ObjectType type) {
        var properties = client.fetchProperties(type.apiName());
        var wanted = properties.stream()
                .filter(property -> !property.archived())
                .map(property -> new SchemaEvolution.Wanted(property.name(), ColumnTypes.of(property)))
                .toList();
        var names = SchemaEvolution.plan(Optional.empty(), type.table(), type.name(), wanted, Map.of())
                .columnNames();
        var selected = wanted.stream().map(SchemaEvolution.Wanted::property).collect(Collectors.toSet());
        var tables = new ArrayList<ReferenceTable>();
        tables.add(ReferenceTables.properties(type, properties, selected, names, List.of()));
        if (type.hasPipelines()) {
            tables.addAll(ReferenceTables.pipelines(type, client.fetchPipelines(type.apiName())));
        }
        return tables;
    }

    private static void emit(ProcessSession session, ReferenceTable table, Map<String, String> ofType, String url) {
        var content = ReferenceText.write(table);
        var flowFile = session.write(session.create(), out -> out.write(content));
        var attributes = new HashMap<String, String>(ofType);
        attributes.put(CoreAttributes.MIME_TYPE.key(), JsonRowWriter.MIME_TYPE);
        attributes.put(HubSpotAttributes.CONTENT, HubSpotAttributes.CONTENT_REFERENCE);
        attributes.put(HubSpotAttributes.TABLE, table.name());
        attributes.put(
                HubSpotAttributes.SCHEMA,
                SchemaText.write(new TableSchema(table.name(), table.scopeValue(), table.columns())));
        attributes.put(HubSpotAttributes.SCOPE_COLUMN, table.scopeColumn());
        attributes.put(
                HubSpotAttributes.RECORD_COUNT, Integer.toString(table.rows().size()));
        var finished = session.putAllAttributes(flowFile, attributes);
        session.getProvenanceReporter().receive(finished, url);
        session.transfer(finished, SUCCESS);
    }
}
