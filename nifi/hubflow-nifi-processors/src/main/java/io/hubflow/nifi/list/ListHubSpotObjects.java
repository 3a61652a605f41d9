package io.hubflow.nifi.list;

import io.hubflow.engine.checkpoint.RefreshBudget;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.load.RefreshLedger;
import io.hubflow.engine.report.Departures;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.nifi.Bulletins;
import io.hubflow.nifi.CanvasText;
import io.hubflow.nifi.HubSpotAttributes;
import io.hubflow.nifi.HubSpotProcessorProperties;
import io.hubflow.nifi.SliceWork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.PrimaryNodeOnly;
import org.apache.nifi.annotation.behavior.Stateful;
import org.apache.nifi.annotation.behavior.TriggerSerially;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.configuration.DefaultSchedule;
import org.apache.nifi.annotation.configuration.DefaultSettings;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.MultiProcessorUseCase;
import org.apache.nifi.annotation.documentation.ProcessorConfiguration;
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
 * Plans each object type from the state that lies beside its rows, and hands out slices. What NiFi's own state says is a hint:
 * FlowFiles are work on its way, and what does not arrive is planned again.
 */
@DefaultSettings(yieldDuration = "5 sec")
@MultiProcessorUseCase(
        description = "Load HubSpot's CRM objects into warehouse tables and keep them up to date.",
        notes = "The flow definitions in nifi/flows contain exactly these processors, with parameters and labels.",
        keywords = {"hubspot", "crm", "snowflake", "duckdb", "incremental", "cdc"},
        configurations = {
            @ProcessorConfiguration(
                    processorClassName = "io.hubflow.nifi.list.ListHubSpotObjects",
                    configuration = """
                    Set "HubSpot Service" to a StandardHubSpotClientService with the key of the portal.
                    Set "Destination Service" to the service of the warehouse, such as a DuckDBConnectionService.
                    Set "Object Types" to the types that you want, such as "contacts,companies,deals".
                    The run schedule is how often HubSpot is asked for changes.
                    Connect "success" to FetchHubSpotObjects; in a cluster, load balance the connection."""),
            @ProcessorConfiguration(
                    processorClassName = "io.hubflow.nifi.fetch.FetchHubSpotObjects",
                    configuration = """
                    Set "HubSpot Service" to the same service.
                    Connect "success" to PutHubSpotTable, and "retry" back to the processor itself."""),
            @ProcessorConfiguration(processorClassName = "io.hubflow.nifi.put.PutHubSpotTable", configuration = """
                    Set "Connection Service" to the service that is the "Destination Service" of ListHubSpotObjects.
                    The run schedule is how often the warehouse is woken.
                    Connect "retry" back to the processor itself.""")
        })
@PrimaryNodeOnly
@TriggerSerially
@DefaultSchedule(strategy = SchedulingStrategy.TIMER_DRIVEN, period = "10 min")
@Tags({"hubspot", "crm", "list", "incremental", "cdc", "hubflow", "openflow"})
@CapabilityDescription("Plans what to read from HubSpot and emits one FlowFile for each slice: at first everything, "
        + "later what has changed, the values of new properties, and, within its budget, the changes that "
        + "HubSpot's search does not show. Send the slices to FetchHubSpotObjects; in a cluster, over a "
        + "load-balanced connection. Its run schedule is the ingestion schedule. A run that finds no "
        + "changes costs one search for each object type.")
@InputRequirement(InputRequirement.Requirement.INPUT_FORBIDDEN)
@SeeAlso(classNames = {"io.hubflow.nifi.fetch.FetchHubSpotObjects", "io.hubflow.nifi.list.ListArchivedHubSpotObjects"})
@Stateful(
        scopes = Scope.CLUSTER,
        description = "For each object type: the slices that have not arrived yet; and the rest of the refresh budget. "
                + "How far an object type has been read is stored in the destination, beside its rows. You need not"
                + " clear this state; if you do, slices that are on their way are planned once more, which "
                + "duplicates no row.")
@WritesAttributes({
    @WritesAttribute(attribute = "mime.type", description = "application/json"),
    @WritesAttribute(attribute = HubSpotAttributes.OBJECT_TYPE, description = "The object type"),
    @WritesAttribute(
            attribute = HubSpotAttributes.RUN_ID,
            description = "The start of the run that planned the slice, in ISO 8601"),
    @WritesAttribute(attribute = HubSpotAttributes.TABLE, description = "The warehouse table of the object type"),
    @WritesAttribute(attribute = HubSpotAttributes.FIELD_COUNT, description = "Number of properties"),
    @WritesAttribute(
            attribute = HubSpotAttributes.SLICE_KIND,
            description =
                    "SNAPSHOT, INTERLEAVED (a part of a first load that is read by searches and lists at once), CHANGES, "
                            + "BACKFILL or REFRESH"),
    @WritesAttribute(
            attribute = "priority",
            description = "1 for changes up to 4 for refreshes, for PriorityAttributePrioritizer")
})
public final class ListHubSpotObjects extends AbstractProcessor implements VerifiableProcessor {
    static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("Slices to read, one in each FlowFile. A slice that is dropped is emitted again after a while")
            .build();

    /** Between counts of rows that a warehouse has to make. */
    private static final Duration COUNT_PAUSE = Duration.ofHours(6);

    /** After rows were written, for which records that left at the same time may still be counted. */
    private static final Duration INDEX_DELAY = Duration.ofMinutes(5);

    /** After HubSpot has refused links. */
    private static final Duration FACT_PAUSE = Duration.ofHours(6);

    /** Of loading links and histories that were chosen later; then changes are planned again. */
    private static final Duration MOST_FACT_TIME = Duration.ofMinutes(5);

    private final Bulletins bulletins = new Bulletins();
    private final SharedUrlBound urlBound = new SharedUrlBound();

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return ListProperties.ALL;
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
        try {
            plan(context, session, ListProperties.settings(context));
            bulletins.over("plan ");
        } catch (ConnectorException e) {
            bulletins.error(getLogger(), "plan " + e.code(), "Nothing was planned. " + CanvasText.of(e));
            context.yield();
        }
    }

    private void plan(ProcessContext context, ProcessSession session, PlanSettings settings) {
        var client = HubSpotProcessorProperties.client(context);
        var found = new ArrayList<WantedType>();
        var each = new EachObjectType(context, client, getLogger(), bulletins, "planned", () -> stored(context));
        each.run(type -> found.add(WantedType.fetch(context, client, type)));
        if (found.isEmpty()) {
            return;
        }
        var wanted =
                RequestedFilters.attach(settings.where(), found, settings.modifiedFromMillis(), !each.hasFailures());
        var hints = hints(session);
        var ledger =
                RefreshLedgers.of(HubSpotProcessorProperties.service(context).portal());
        var now = client.serverNow().toEpochMilli();
        var daily = RefreshPlan.dailyCalls(client);
        ledger.adopt(hints.budget(), now, daily);
        Consumer<RefreshBudget.Bucket> budgets = bucket -> ledger.adopt(bucket, now, daily);
        var runId = Instant.now().toString();
        var types = besideRows(context, client, settings, hints, wanted, each.hasFailures(), budgets);
        types.stream()
                .filter(known -> known.handedOut() == KnownType.HandedOut.VOID)
                .map(known -> known.wanted().type().name())
                .filter(name -> !hints.of(name).inFlight().isEmpty())
                .forEach(name -> hints.remember(name, hints.of(name).withoutInFlight()));
        removeLinksOutsideFilters(context, client, types, hints);
        var plannedBefore = new HashMap<String, Hint>();
        types.forEach(known -> plannedBefore.put(
                known.wanted().type().name(), hints.of(known.wanted().type().name())));
        for (var known : types) {
            var name = known.wanted().type().name();
            var goesOn = EachObjectType.attempt(context, getLogger(), bulletins, name, "planned", () -> {
                Consumer<List<SliceWork>> handOut = slices -> slices.forEach(work ->
                        SliceFlowFiles.emit(session, work, runId, known.state().portalId(), SUCCESS));
                var plan = ObjectPlanner.plan(
                        client, settings, known, hints.of(name), hints.rowsInFlight(), ledger, tell(name), slices -> {
                            handOut.accept(slices);
                            session.commitAsync();
                        });
                hints.remember(name, plan.hint());
                hints.remember(ledger.bucket());
                handOut.accept(plan.slices());
                var planned = plan.handedOutEarly() + plan.slices().size();
                if (planned > 0) {
                    getLogger().info("Planned {} slices of {}", planned, name);
                    // Reading begins while the next type is planned.
                    remember(session, hints);
                    session.commitAsync();
                }
            });
            if (!goesOn) {
                break;
            }
        }
        readErasedAgain(context, client, types, runId);
        lookForDepartures(context, client, types, hints, ledger, runId);
        remember(session, hints);
        session.commitAsync();
        loadFacts(context, client, types, hints, plannedBefore, runId);
        remember(session, hints);
    }

    private void removeLinksOutsideFilters(
            ProcessContext context, HubSpotClient client, List<KnownType> types, Hints hints) {
        var linked = types.stream().anyMatch(known -> !known.facts().pairs().isEmpty());
        var filtered =
                types.stream().anyMatch(known -> !known.wanted().records().isEverything());
        if (!linked || !filtered || HubSpotProcessorProperties.deletes(context) == DeleteMode.IGNORE) {
            return;
        }
        EachObjectType.attempt(context, getLogger(), bulletins, "Links", "kept within the filters", () -> {
            try (var opened = HubSpotProcessorProperties.openDestination(context)) {
                new FilteredLinkCheck(client, opened.destination()).look(types, hints);
            }
        });
    }

    private void loadFacts(
            ProcessContext context,
            HubSpotClient client,
            List<KnownType> types,
            Hints hints,
            Map<String, Hint> plannedBefore,
            String runId) {
        var now = client.serverNow().toEpochMilli();
        var deadline = System.nanoTime() + MOST_FACT_TIME.toNanos();
        for (var known : types) {
            var name = known.wanted().type().name();
            var hint = hints.of(name);
            var due = FactBackfill.due(known, hint, now);
            if (due.isEmpty() || hint.stillBringsRecordsOf(plannedBefore.getOrDefault(name, Hint.NONE))) {
                continue;
            }
            EachObjectType.attempt(context, getLogger(), bulletins, name, "given its links and histories", () -> {
                try (var opened = HubSpotProcessorProperties.openDestination(context)) {
                    var lost = new FactBackfill(
                                    client,
                                    opened.destination(),
                                    HubSpotProcessorProperties.deletes(context),
                                    runId,
                                    () -> isScheduled() && System.nanoTime() - deadline < 0)
                            .run(known, due, tell(name));
                    if (!lost.isEmpty()) {
                        hints.remember(name, hint.refusing(lost, now + FACT_PAUSE.toMillis()));
                    }
                }
            });
        }
    }

    private static List<Checkpoint> stored(ProcessContext context) {
        try (var opened = HubSpotProcessorProperties.openDestination(context)) {
            return opened.destination().loadCheckpoints();
        }
    }

    /** Of archived records; the others come with the pass over everything that the state demands. */
    private void readErasedAgain(ProcessContext context, HubSpotClient client, List<KnownType> types, String runId) {
        for (var known : types) {
            if (!known.exposed().concernArchived()) {
                continue;
            }
            var name = known.wanted().type().name();
            EachObjectType.attempt(context, getLogger(), bulletins, name, "read again where it is archived", () -> {
                try (var opened = HubSpotProcessorProperties.openDestination(context)) {
                    new DirectLoad(
                                    client,
                                    opened.destination(),
                                    HubSpotProcessorProperties.deletes(context),
                                    runId,
                                    "erased")
                            .run(known, tell(name), (load, facts) -> {
                                known.exposed().readArchivedAgain(load);
                                load.commits().flush();
                                return load.commits().totals();
                            });
                }
            });
        }
    }

    private void lookForDepartures(
            ProcessContext context,
            HubSpotClient client,
            List<KnownType> types,
            Hints hints,
            RefreshLedger ledger,
            String runId) {
        try (var opened = HubSpotProcessorProperties.openDestination(context)) {
            var check = new DepartureCheck(
                    client, opened.destination(), HubSpotProcessorProperties.deletes(context), runId, ledger);
            for (var known : types) {
                var name = known.wanted().type().name();
                EachObjectType.attempt(context, getLogger(), bulletins, name, "checked for deleted records", () -> {
                    if (mayCount(check, known, hints, client.serverNow().toEpochMilli())) {
                        tell(name, check.look(known, tell(name)));
                    }
                });
            }
        }
    }

    /** A count that may start a warehouse is worth it after rows were written, because it is awake then, and now and again. */
    private static boolean mayCount(DepartureCheck check, KnownType known, Hints hints, long nowMillis) {
        var name = known.wanted().type().name();
        var hint = hints.of(name);
        if (check.isFree(known)) {
            return true;
        }
        var readAt = known.state().readAtMillis();
        var wrote = readAt != hint.departuresReadAtMillis() || nowMillis - readAt < INDEX_DELAY.toMillis();
        if (nowMillis < hint.departuresNotBeforeMillis() && !wrote) {
            return false;
        }
        hints.remember(name, hint.departuresNotBefore(nowMillis + COUNT_PAUSE.toMillis(), readAt));
        return true;
    }

    private void tell(String objectType, Departures found) {
        if (!found.isEmpty()) {
            getLogger()
                    .info(
                            "{}: {} archived, {} deleted, {} merged and {} restored records were found, and {} that left the filter",
                            objectType,
                            found.archived(),
                            found.deleted(),
                            found.merged(),
                            found.restored(),
                            found.outOfScope());
        }
    }

    /** The destination is open only while it is asked, so that others can have it while HubSpot is. */
    private List<KnownType> besideRows(
            ProcessContext context,
            HubSpotClient client,
            PlanSettings settings,
            Hints hints,
            List<WantedType> wanted,
            boolean someFailed,
            Consumer<RefreshBudget.Bucket> budgets) {
        try (var opened = HubSpotProcessorProperties.openDestination(context)) {
            var besideRows = new BesideRows(
                    client,
                    opened.destination(),
                    settings,
                    !getNodeTypeProvider().isClustered(),
                    hints::isPlanned,
                    (objectType, sentence) -> tell(objectType).accept(sentence),
                    budgets,
                    urlBound,
                    !someFailed);
            return besideRows.open(wanted, client.serverTime());
        }
    }

    private Consumer<String> tell(String objectType) {
        return sentence -> {
            var notice = objectType + ": " + sentence;
            bulletins.warn(getLogger(), "notice " + notice, notice);
        };
    }

    private static Hints hints(ProcessSession session) {
        try {
            return new Hints(session.getState(Scope.CLUSTER).toMap());
        } catch (IOException e) {
            throw new ProcessException(
                    "The cluster state cannot be read, so it is not known which slices are in flight", e);
        }
    }

    private static void remember(ProcessSession session, Hints hints) {
        if (!hints.isChanged()) {
            return;
        }
        try {
            session.setState(hints.entries(), Scope.CLUSTER);
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
