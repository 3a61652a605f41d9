package io.hubflow.nifi.list;

import io.hubflow.engine.ObjectPlan;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.VisibleProperties;
import io.hubflow.engine.checkpoint.CatalogState;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.fact.LinkPair;
import io.hubflow.engine.read.Slice;
import io.hubflow.engine.schema.ExistingTable;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.nifi.Bulletins;
import io.hubflow.nifi.FactPlan;
import io.hubflow.nifi.HubSpotAttributes;
import io.hubflow.nifi.HubSpotProcessorProperties;
import io.hubflow.nifi.SliceWork;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.migration.PropertyConfiguration;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.scheduling.SchedulingStrategy;

/** Plans one pass over the recycle bin of each object type: HubSpot can neither search nor filter what is archived. */
@DefaultSettings(yieldDuration = "5 sec")
@UseCase(
        description = "Mark the rows of records that were deleted in HubSpot.",
        keywords = {"hubspot", "deleted", "archived"},
        configuration = """
                Set "HubSpot Service", "Destination Service" and "Object Types" as in ListHubSpotObjects.
                Set "Interval" to how often HubSpot's recycle bin is read; leave the run schedule short.
                Connect "success" to the FetchHubSpotObjects that reads the other slices.""")
@PrimaryNodeOnly
@TriggerSerially
@DefaultSchedule(strategy = SchedulingStrategy.TIMER_DRIVEN, period = "1 min")
@Tags({"hubspot", "crm", "list", "archived", "deleted", "hubflow", "openflow"})
@CapabilityDescription(
        "Emits one slice for each object type. It reads all archived (deleted) records of the type, which"
                + " HubSpot keeps for 90 days. Their rows get _archived = true and _archived_at. Reading them again"
                + " changes nothing.")
@InputRequirement(InputRequirement.Requirement.INPUT_FORBIDDEN)
@SeeAlso(classNames = {"io.hubflow.nifi.list.ListHubSpotObjects", "io.hubflow.nifi.fetch.FetchHubSpotObjects"})
@Stateful(
        scopes = Scope.CLUSTER,
        description = "When each object type is due again. If you clear it, the next run reads all of them.")
@WritesAttributes({
    @WritesAttribute(attribute = "mime.type", description = "application/json"),
    @WritesAttribute(attribute = HubSpotAttributes.OBJECT_TYPE, description = "The object type"),
    @WritesAttribute(
            attribute = HubSpotAttributes.RUN_ID,
            description = "The start of the run that planned the slice, in ISO 8601"),
    @WritesAttribute(attribute = HubSpotAttributes.SLICE_KIND, description = "ARCHIVED")
})
public final class ListArchivedHubSpotObjects extends AbstractProcessor implements VerifiableProcessor {
    static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("One slice for each object type")
            .build();

    private final Bulletins bulletins = new Bulletins();

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return List.of(
                HubSpotProcessorProperties.HUBSPOT_SERVICE,
                HubSpotProcessorProperties.DESTINATION_SERVICE,
                ObjectTypeNames.OBJECT_TYPES,
                Rounds.INTERVAL,
                HubSpotProcessorProperties.DELETES,
                SelectedProperties.INCLUDE,
                SelectedProperties.EXCLUDE,
                SelectedProperties.SENSITIVE);
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
        if (HubSpotProcessorProperties.deletes(context) == DeleteMode.IGNORE) {
            return;
        }
        var client = HubSpotProcessorProperties.client(context);
        var rounds = Rounds.of(context, session);
        LostTables.look(context, getLogger(), bulletins, rounds);
        if (ObjectTypeNames.of(context).stream().anyMatch(rounds::isDue)) {
            var portal = TablesPortal.find(context, getLogger(), bulletins, rounds);
            portal.ifPresent(tables -> plan(context, session, client, rounds, tables));
        }
        rounds.remember(session);
    }

    private void plan(
            ProcessContext context, ProcessSession session, HubSpotClient client, Rounds rounds, TablesPortal tables) {
        var runId = Instant.now().toString();
        var types = new EachObjectType(context, client, getLogger(), bulletins, "planned", tables::checkpoints);
        types.runDue(rounds, found -> {
            var type = tables.bind(found);
            if (isFiltered(tables.checkpoints(), type)) {
                return;
            }
            var wanted = WantedType.fetch(context, client, type);
            var now = client.serverNow().toEpochMilli();
            var catalog = ObjectPlan.storedCatalog(Streams.of(tables.checkpoints()), type);
            var plan = ObjectPlan.of(
                    type,
                    VisibleProperties.of(type, wanted.catalog(), catalog.properties(), now),
                    wanted.selected(),
                    List.of(),
                    Optional.empty(),
                    ExistingTable.whole(Optional.empty()),
                    catalog,
                    Optional.empty(),
                    SelectedProperties.privacy(context).of(type),
                    now);
            requireStoredForm(type, catalog, plan);
            var template = SliceWork.planned(
                    type,
                    plan,
                    wanted.sensitive(),
                    facts(tables.checkpoints(), type),
                    HubSpotProcessorProperties.deletes(context),
                    PortalFacts.IdOrder.NUMERIC,
                    now);
            rounds.fills(type.table());
            SliceFlowFiles.emit(
                    session, template.withSerialList(new Slice.Archived(type.name())), runId, tables.id(), SUCCESS);
        });
    }

    /** Archived records cannot be searched by the filter. Those that have a row are found by ListHubSpotObjects. */
    private static boolean isFiltered(List<Checkpoint> checkpoints, ObjectType type) {
        return Streams.of(checkpoints)
                .find(type.name(), ObjectState.class)
                .map(state -> !state.filter().text().isEmpty())
                .orElse(false);
    }

    /** ListHubSpotObjects erases what is stored otherwise, and writes down the new form. */
    private static void requireStoredForm(ObjectType type, CatalogState stored, ObjectPlan plan) {
        if (!plan.catalogState().protections().equals(stored.protections())) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "Hash, Mask or Drop Properties or the Hash Salt were changed, and the table of " + type.name()
                            + " is not in the new form yet.",
                    "Its archived records will be read later.",
                    "You need not do anything as long as List Fresh HubSpot Objects runs.");
        }
    }

    /** The links of an archived record go with it: those that are loaded, as the states beside the rows tell. */
    private static FactPlan facts(List<Checkpoint> checkpoints, ObjectType type) {
        var pairs = new ArrayList<LinkPair>();
        for (var checkpoint : checkpoints) {
            if (ObjectState.isIn(checkpoint)) {
                var state = StateCodec.read(checkpoint, ObjectState.class);
                for (var table : state.factTables()) {
                    if (!table.properties().isEmpty()) {
                        continue; // a table of histories, which stay
                    }
                    pair(state.objectType(), table.table(), type).ifPresent(pairs::add);
                }
            }
        }
        return new FactPlan(pairs, List.of());
    }

    /** The pair of a table that records of {@code owner} own, if records of the type stand on one side of it. */
    private static Optional<LinkPair> pair(String owner, String table, ObjectType type) {
        if (owner.equals(type.name()) && table.startsWith(type.table() + "_")) {
            return Optional.of(
                    new LinkPair(type, other(table.substring(type.table().length() + 1))));
        }
        return table.equals(owner + "_" + type.table())
                ? Optional.of(new LinkPair(other(owner), type))
                : Optional.empty();
    }

    /** Of which no more is needed than the name of its table. */
    private static ObjectType other(String table) {
        return new ObjectType(table, table, table, ObjectType.MODIFIED, table, false, List.of());
    }

    @Override
    public List<ConfigVerificationResult> verify(
            ProcessContext context, ComponentLog log, Map<String, String> attributes) {
        return ListVerification.types(context, HubSpotProcessorProperties.client(context));
    }
}
