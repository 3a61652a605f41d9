package io.hubflow.nifi.schema;

import io.hubflow.engine.ObjectPlan;
import io.hubflow.engine.catalog.ColumnTypes;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.ReferenceTables;
import io.hubflow.engine.checkpoint.CatalogState;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.privacy.Protections;
import io.hubflow.engine.schema.SchemaEvolution;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.nifi.Bulletins;
import io.hubflow.nifi.CanvasText;
import io.hubflow.nifi.HubSpotAttributes;
import io.hubflow.nifi.HubSpotProcessorProperties;
import io.hubflow.nifi.list.EachObjectType;
import io.hubflow.nifi.list.ListVerification;
import io.hubflow.nifi.list.LostTables;
import io.hubflow.nifi.list.ObjectTypeNames;
import io.hubflow.nifi.list.Rounds;
import io.hubflow.nifi.list.TablesPortal;
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
import org.apache.nifi.annotation.behavior.Stateful;
import org.apache.nifi.annotation.behavior.TriggerSerially;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.configuration.DefaultSchedule;
import org.apache.nifi.annotation.configuration.DefaultSettings;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.documentation.UseCase;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.migration.PropertyConfiguration;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.scheduling.SchedulingStrategy;

/** Reads definitions: properties and pipelines of each object type, and the portal's owners. */
@DefaultSettings(yieldDuration = "5 sec")
@UseCase(
        description = "Load tables of what HubSpot defines: properties, pipelines with their stages, and owners.",
        keywords = {"hubspot", "schema", "owners", "pipelines"},
        configuration = """
                Set "HubSpot Service", "Destination Service" and "Object Types" as in ListHubSpotObjects.
                Set "Interval" to how often the definitions are read; leave the run schedule short.
                Connect "success" to PutHubSpotTable.""")
@PrimaryNodeOnly
@TriggerSerially
@DefaultSchedule(strategy = SchedulingStrategy.TIMER_DRIVEN, period = "1 min")
@Tags({"hubspot", "crm", "schema", "properties", "pipelines", "owners", "hubflow", "openflow"})
@CapabilityDescription("Reads what HubSpot defines: the properties and pipelines of each object type, and the owners. "
        + "PutHubSpotTable writes them as hubspot_properties, hubspot_pipelines, hubspot_pipeline_stages "
        + "and hubspot_owners, replacing what was there. Users, teams, roles, currencies, lists and their "
        + "members are compared with the tables, and this processor writes them itself.")
@InputRequirement(InputRequirement.Requirement.INPUT_FORBIDDEN)
@SeeAlso(classNames = {"io.hubflow.nifi.list.ListHubSpotObjects", "io.hubflow.nifi.put.PutHubSpotTable"})
@Stateful(
        scopes = Scope.CLUSTER,
        description = "When each object type and the owners are due again. If you clear it, the next run reads all of "
                + "them.")
@WritesAttributes({
    @WritesAttribute(attribute = "mime.type", description = "application/x-ndjson"),
    @WritesAttribute(attribute = HubSpotAttributes.OBJECT_TYPE, description = "The object type; absent for owners"),
    @WritesAttribute(attribute = HubSpotAttributes.FIELD_COUNT, description = "Properties of the object type"),
    @WritesAttribute(attribute = HubSpotAttributes.TABLE, description = "The table that the definitions belong to"),
    @WritesAttribute(attribute = HubSpotAttributes.SCHEMA, description = "Its columns with their types, as JSON"),
    @WritesAttribute(attribute = HubSpotAttributes.CONTENT, description = "reference"),
    @WritesAttribute(attribute = HubSpotAttributes.RECORD_COUNT, description = "Definitions in the content")
})
public final class GetHubSpotSchema extends AbstractProcessor implements VerifiableProcessor {
    /** No object type is called so. */
    private static final String OWNERS = "(owners)";

    static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("One FlowFile for each object type and each table of definitions")
            .build();

    private final Bulletins bulletins = new Bulletins();

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return List.of(
                HubSpotProcessorProperties.HUBSPOT_SERVICE,
                HubSpotProcessorProperties.DESTINATION_SERVICE,
                ObjectTypeNames.OBJECT_TYPES,
                Rounds.INTERVAL);
    }

    @Override
    public Set<Relationship> getRelationships() {
        return Set.of(SUCCESS);
    }

    @Override
    public void migrateProperties(PropertyConfiguration config) {
        ObjectTypeNames.migrate(config);
    }

    @Override
    public void onTrigger(ProcessContext context, ProcessSession session) {
        var rounds = Rounds.of(context, session);
        LostTables.look(context, getLogger(), bulletins, rounds);
        if (isAnythingDue(context, rounds)) {
            TablesPortal.find(context, getLogger(), bulletins, rounds).ifPresent(tables -> {
                describe(context, session, rounds, tables);
                new FeedsBesideRecords(context, getLogger(), bulletins).run(rounds);
            });
        }
        rounds.remember(session);
    }

    private static boolean isAnythingDue(ProcessContext context, Rounds rounds) {
        return rounds.isDue(OWNERS)
                || rounds.isDue(FeedsBesideRecords.PART)
                || ObjectTypeNames.of(context).stream().anyMatch(rounds::isDue);
    }

    private void describe(ProcessContext context, ProcessSession session, Rounds rounds, TablesPortal portal) {
        var service = HubSpotProcessorProperties.service(context);
        var client = service.client();
        var streams = Streams.of(portal.checkpoints());
        var types = new EachObjectType(context, client, getLogger(), bulletins, "described", portal::checkpoints);
        var all = types.runDue(rounds, found -> {
            var type = portal.bind(found);
            var tables = tables(client, type, ObjectPlan.storedCatalog(streams, type));
            var fields = Integer.toString(tables.get(0).rows().size());
            var attributes = attributes(portal);
            attributes.put(HubSpotAttributes.OBJECT_TYPE, type.name());
            attributes.put(HubSpotAttributes.FIELD_COUNT, fields);
            tables.forEach(table -> {
                rounds.fills(table.name());
                emit(session, table, attributes, service.baseUrl() + "/crm/properties");
            });
        });
        if (!all || !rounds.isDue(OWNERS)) {
            return;
        }
        try {
            var owners = ReferenceTables.owners(
                    client.fetchOwners(), client.serverNow().toEpochMilli());
            rounds.fills(owners.name());
            emit(session, owners, attributes(portal), service.baseUrl() + "/crm/owners");
            rounds.succeeded(OWNERS);
            bulletins.over(OWNERS);
        } catch (ConnectorException e) {
            bulletins.warn(getLogger(), OWNERS + " " + e.code(), "Owners were not read. " + CanvasText.of(e));
            rounds.failed(OWNERS);
        }
    }

    private static Map<String, String> attributes(TablesPortal portal) {
        var attributes = new HashMap<String, String>();
        if (portal.id() != 0) {
            attributes.put(HubSpotAttributes.PORTAL_ID, Long.toString(portal.id()));
        }
        return attributes;
    }

    private static List<ReferenceTable> tables(HubSpotClient client, ObjectType type, CatalogState catalog) {
        var properties = client.fetchProperties(type.apiName());
        var wanted = properties.stream()
                .filter(property -> !property.archived())
                .map(property -> new SchemaEvolution.Wanted(property.name(), ColumnTypes.of(property)))
                .toList();
        var names = new HashMap<>(catalog.columnNames());
        names.putAll(SchemaEvolution.plan(Optional.empty(), type.table(), type.name(), wanted, catalog.columnNames())
                .columnNames());
        var selected = catalog.selected().isEmpty()
                ? wanted.stream().map(SchemaEvolution.Wanted::property).collect(Collectors.toSet())
                : Set.copyOf(catalog.selected());
        var tables = new ArrayList<ReferenceTable>();
        tables.add(ReferenceTables.properties(
                type,
                properties,
                selected,
                names,
                catalog.columnTypes(),
                catalog.properties(),
                Protections.words(catalog.protections())));
        if (type.hasPipelines()) {
            tables.addAll(ReferenceTables.pipelines(
                    type,
                    client.fetchPipelines(type.apiName()),
                    client.serverNow().toEpochMilli()));
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

    @Override
    public List<ConfigVerificationResult> verify(
            ProcessContext context, ComponentLog log, Map<String, String> attributes) {
        var client = HubSpotProcessorProperties.client(context);
        var steps = new ArrayList<>(ListVerification.types(context, client));
        var step = new ConfigVerificationResult.Builder().verificationStepName("Read owners");
        try {
            steps.add(step.outcome(Outcome.SUCCESSFUL)
                    .explanation(client.fetchOwners().size() + " owners.")
                    .build());
        } catch (ConnectorException e) {
            steps.add(step.outcome(Outcome.FAILED).explanation(CanvasText.of(e)).build());
        }
        return steps;
    }
}
