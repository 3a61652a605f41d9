package io.hubflow.nifi.list;

import io.hubflow.error.ConnectorException;
import io.hubflow.nifi.HubSpotAttributes;
import io.hubflow.nifi.HubSpotProcessorProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.PrimaryNodeOnly;
import org.apache.nifi.annotation.behavior.Stateful;
import org.apache.nifi.annotation.behavior.TriggerSerially;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.configuration.DefaultSchedule;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
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
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.scheduling.SchedulingStrategy;

/**
 * Plans each object type and hands out slices. The cursors and the slices that they stand for are committed by one session,
 * and NiFi keeps the FlowFiles before it moves the state: a crash in between plans the same slices again, and none is lost.
 */
@PrimaryNodeOnly
@TriggerSerially
@DefaultSchedule(strategy = SchedulingStrategy.TIMER_DRIVEN, period = "10 min")
@Tags({"hubspot", "crm", "list", "incremental", "cdc", "hubflow", "openflow"})
@CapabilityDescription(
        "Plans what is to be read from HubSpot and emits a FlowFile for each slice: everything at first, then "
                + "what changed since, what a new property needs, and, as far as its budget goes, what HubSpot's search cannot show. "
                + "Send the slices to FetchHubSpotObjects, over a load-balanced connection in a cluster. Its run schedule is the "
                + "ingestion schedule; a run that finds nothing costs one search an object type.")
@InputRequirement(InputRequirement.Requirement.INPUT_FORBIDDEN)
@SeeAlso(classNames = {"io.hubflow.nifi.fetch.FetchHubSpotObjects", "io.hubflow.nifi.list.ListArchivedHubSpotObjects"})
@Stateful(
        scopes = Scope.CLUSTER,
        description = "For each object type: the cursor up to which changes were planned, what the portal was found to "
                + "allow, how far the refresh has come, and the properties asked for so far. A new object type or property "
                + "needs no clearing. Clearing it loads everything again, which doubles no row.")
@WritesAttributes({
    @WritesAttribute(attribute = "mime.type", description = "application/json"),
    @WritesAttribute(attribute = HubSpotAttributes.OBJECT_TYPE, description = "The object type"),
    @WritesAttribute(
            attribute = HubSpotAttributes.RUN_ID,
            description = "The start of the run that planned it, ISO-8601"),
    @WritesAttribute(attribute = HubSpotAttributes.TABLE, description = "The warehouse table of the object type"),
    @WritesAttribute(attribute = HubSpotAttributes.FIELD_COUNT, description = "Number of properties"),
    @WritesAttribute(attribute = HubSpotAttributes.SLICE_KIND, description = "SNAPSHOT, CHANGES, BACKFILL or REFRESH"),
    @WritesAttribute(
            attribute = "priority",
            description = "1 for changes up to 4 for refreshes, for PriorityAttributePrioritizer")
})
public final class ListHubSpotObjects extends AbstractProcessor implements VerifiableProcessor {
    static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("Slices to read, each a FlowFile. They stand for records not yet read: do not drop them")
            .build();

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return ListProperties.ALL;
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
        PlanSettings settings;
        try {
            settings = ListProperties.settings(context);
        } catch (ConnectorException e) {
            getLogger().error("{}", e.getMessage());
            context.yield();
            return;
        }
        var client = HubSpotProcessorProperties.client(context);
        var memory = memory(session);
        var runId = Instant.now().toString();
        EachObjectType.of(context, client, getLogger(), "planned", type -> {
            var plan = ObjectPlanner.plan(
                    client,
                    settings,
                    WantedType.fetch(context, client, type),
                    memory.state(type.name()),
                    memory.catalog(type.name()),
                    sentence -> getLogger().warn("{}: {}", type.name(), sentence));
            memory.remember(type.name(), plan);
            if (!plan.slices().isEmpty()) {
                plan.slices().forEach(work -> SliceFlowFiles.emit(session, work, runId, SUCCESS));
                getLogger().info("Planned {} slices of {}", plan.slices().size(), type.name());
                // Reading begins while the next type is planned, which takes some seconds before a first load.
                remember(session, memory);
                session.commitAsync();
            }
        });
        remember(session, memory);
    }

    private static PlanMemory memory(ProcessSession session) {
        try {
            return new PlanMemory(session.getState(Scope.CLUSTER).toMap());
        } catch (IOException e) {
            throw new ProcessException("The cluster state cannot be read, so it is unknown what was planned", e);
        }
    }

    private static void remember(ProcessSession session, PlanMemory memory) {
        try {
            session.setState(memory.entries(), Scope.CLUSTER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<ConfigVerificationResult> verify(
            ProcessContext context, ComponentLog log, Map<String, String> attributes) {
        return ListVerification.of(context, HubSpotProcessorProperties.client(context));
    }
}
