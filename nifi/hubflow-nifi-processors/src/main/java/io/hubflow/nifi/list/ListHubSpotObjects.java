package io.hubflow.nifi.list;

import io.hubflow.engine.RefreshPolicy;
import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.catalog.Discovery;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.nifi.Failures;
import io.hubflow.nifi.HubSpotAttributes;
import io.hubflow.nifi.HubSpotProcessorProperties;
import io.hubflow.nifi.api.HubSpotClientService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.migration.PropertyConfiguration;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.scheduling.SchedulingStrategy;

/**
 * Plans each object type and hands out slices. The cursors and the slices that they stand for are committed by one session:
 * after a crash either both are there or neither, and then the same slices are planned again.
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
    static final PropertyDescriptor UPDATED_AFTER = new PropertyDescriptor.Builder()
            .name("Updated After")
            .description("Records last modified before it are left out: a date (2026-01-31, UTC) or an instant "
                    + "(2026-01-31T12:00:00Z). Empty = everything. Moved back later, what lies between is loaded; moved "
                    + "forward, nothing is taken away.")
            .required(false)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(ObjectTypeNames.dateOrInstant())
            .build();

    static final PropertyDescriptor SETTLE_LAG = new PropertyDescriptor.Builder()
            .name("Settle Lag")
            .description(
                    "HubSpot's search shows a change only after a while. Every run reads up to now, for freshness; only "
                            + "what is older than this counts as complete, the rest is read once more by the next run.")
            .required(true)
            .defaultValue("5 min")
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.createTimePeriodValidator(0, TimeUnit.SECONDS, 1, TimeUnit.HOURS))
            .build();

    static final PropertyDescriptor WINDOW_OVERLAP = new PropertyDescriptor.Builder()
            .name("Window Overlap")
            .description("How far each window reaches back before the last settled moment, against clocks that differ.")
            .required(true)
            .defaultValue("30 sec")
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.createTimePeriodValidator(0, TimeUnit.SECONDS, 1, TimeUnit.HOURS))
            .build();

    static final PropertyDescriptor REFRESH_POLICY = new PropertyDescriptor.Builder()
            .name("Refresh Policy")
            .description(
                    "When to read records again that no search by modification time can find (calculated values, restored "
                            + "records): AUTO within 5 % of HubSpot's daily calls, ALWAYS in every run, NEVER.")
            .required(true)
            .allowableValues(RefreshPolicy.values())
            .defaultValue(RefreshPolicy.AUTO.name())
            .build();

    static final PropertyDescriptor ROWS_PER_SLICE = new PropertyDescriptor.Builder()
            .name("Records Per Slice")
            .description(
                    "Large loads are cut into slices of about this many records, so that many threads and nodes share "
                            + "them.")
            .required(true)
            .defaultValue("10000")
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.createLongValidator(1_000, 1_000_000, true))
            .build();

    static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("Slices to read, each a FlowFile. They stand for records not yet read: do not drop them")
            .build();

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return List.of(
                HubSpotProcessorProperties.HUBSPOT_SERVICE,
                ObjectTypeNames.OBJECT_TYPES,
                UPDATED_AFTER,
                SelectedProperties.INCLUDE,
                SelectedProperties.EXCLUDE,
                SETTLE_LAG,
                WINDOW_OVERLAP,
                REFRESH_POLICY,
                ROWS_PER_SLICE);
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
        var client = client(context);
        var memory = memory(session);
        var runId = Instant.now().toString();
        var catalog = new Catalog(client);
        for (var name : objectTypes(context)) {
            try {
                planOne(context, session, client, catalog, name, memory, runId);
            } catch (ConnectorException e) {
                getLogger().error("{} was not planned; the other object types go on. {}", name, e.getMessage());
                if (Failures.concernsAll(e)) {
                    context.yield();
                    break;
                }
            }
        }
        remember(session, memory);
    }

    private void planOne(
            ProcessContext context,
            ProcessSession session,
            HubSpotClient client,
            Catalog catalog,
            String name,
            PlanMemory memory,
            String runId) {
        var type = catalog.resolve(name);
        var selected = SelectedProperties.fetch(context, client, type);
        var plan = ObjectPlanner.plan(
                client,
                settings(context),
                type,
                selected,
                memory.state(type.name()),
                memory.catalog(type.name()),
                sentence -> getLogger().warn("{}", sentence));
        plan.slices().forEach(work -> SliceFlowFiles.emit(session, work, runId, SUCCESS));
        memory.remember(type.name(), plan);
        if (!plan.slices().isEmpty()) {
            getLogger().info("Planned {} slices of {}", plan.slices().size(), type.name());
        }
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

    private static ObjectPlanner.PlanSettings settings(ProcessContext context) {
        return new ObjectPlanner.PlanSettings(
                context.getProperty(SETTLE_LAG).evaluateAttributeExpressions().asDuration(),
                context.getProperty(WINDOW_OVERLAP)
                        .evaluateAttributeExpressions()
                        .asDuration(),
                RefreshPolicy.valueOf(context.getProperty(REFRESH_POLICY).getValue()),
                updatedAfter(context).map(Instant::toEpochMilli).orElse(0L),
                context.getProperty(ROWS_PER_SLICE)
                        .evaluateAttributeExpressions()
                        .asLong());
    }

    private static Optional<Instant> updatedAfter(ProcessContext context) {
        var written = context.getProperty(UPDATED_AFTER)
                .evaluateAttributeExpressions()
                .getValue();
        return written == null || written.isBlank() ? Optional.empty() : Optional.of(ObjectTypeNames.instant(written));
    }

    private static List<String> objectTypes(ProcessContext context) {
        return ObjectTypeNames.parse(context.getProperty(ObjectTypeNames.OBJECT_TYPES)
                .evaluateAttributeExpressions()
                .getValue());
    }

    private static HubSpotClient client(ProcessContext context) {
        return context.getProperty(HubSpotProcessorProperties.HUBSPOT_SERVICE)
                .asControllerService(HubSpotClientService.class)
                .client();
    }

    @Override
    public List<ConfigVerificationResult> verify(
            ProcessContext context, ComponentLog log, Map<String, String> attributes) {
        var steps = new ArrayList<ConfigVerificationResult>();
        steps.add(verifyUpdatedAfter(context));
        var discovery = new Discovery(client(context));
        for (var name : objectTypes(context)) {
            steps.add(verifyType(discovery, name));
        }
        return steps;
    }

    private static ConfigVerificationResult verifyUpdatedAfter(ProcessContext context) {
        var after = updatedAfter(context);
        var future = after.isPresent() && after.get().isAfter(Instant.now());
        return result(
                "Updated After",
                future ? Outcome.FAILED : Outcome.SUCCESSFUL,
                future
                        ? after.get()
                                + " is in the future: nothing would be read. Choose a past date, or leave it empty."
                        : after.map(instant -> "Records modified since " + instant + " are read.")
                                .orElse("All records are read."));
    }

    private static ConfigVerificationResult verifyType(Discovery discovery, String name) {
        var step = "Read " + name;
        try {
            var found = discovery.describe(name);
            if (found.problem().isPresent()) {
                return result(
                        step,
                        Outcome.FAILED,
                        String.valueOf(found.problem().get().getMessage()));
            }
            var records = found.records().isPresent() ? found.records().getAsLong() + " records, " : "";
            return result(
                    step,
                    Outcome.SUCCESSFUL,
                    records + found.properties().size() + " properties, into the table "
                            + found.type().table());
        } catch (ConnectorException e) {
            return result(step, Outcome.FAILED, String.valueOf(e.getMessage()));
        }
    }

    private static ConfigVerificationResult result(String step, Outcome outcome, String explanation) {
        return new ConfigVerificationResult.Builder()
                .verificationStepName(step)
                .outcome(outcome)
                .explanation(explanation)
                .build();
    }
}
