package io.hubflow.engine;

import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.CatalogState;
import io.hubflow.engine.checkpoint.MachineRate;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.commit.GroupCommits;
import io.hubflow.engine.commit.PendingIdentity;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.fact.FactReader;
import io.hubflow.engine.feed.AssociationTypes;
import io.hubflow.engine.feed.AssociationTypesFeed;
import io.hubflow.engine.feed.FeedTables;
import io.hubflow.engine.feed.MembershipsFeed;
import io.hubflow.engine.feed.SideFeed;
import io.hubflow.engine.feed.SideFeeds;
import io.hubflow.engine.identity.PortalGuard;
import io.hubflow.engine.identity.TypeNames;
import io.hubflow.engine.load.RefreshLedger;
import io.hubflow.engine.report.LostTable;
import io.hubflow.engine.report.RunReport;
import io.hubflow.engine.report.RunWarning;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one sync: discover, plan, read, type, stage, merge and checkpoint, report. Used once a run. */
public final class SyncEngine {
    private static final Logger LOG = LoggerFactory.getLogger(SyncEngine.class);
    private static final DateTimeFormatter RUN_ID =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final HubSpotClient client;
    private final Destination destination;
    private final EngineSettings settings;
    private final InstantSource clock;
    private final SyncListener listener;
    private final RunWarnings warnings;

    public SyncEngine(
            HubSpotClient client,
            Destination destination,
            EngineSettings settings,
            InstantSource clock,
            SyncListener listener) {
        this.client = client;
        this.destination = destination;
        this.settings = settings;
        this.clock = clock;
        this.listener = listener;
        this.warnings = new RunWarnings(listener);
    }

    /**
     * Loads or updates every requested object type. An object type that fails fails alone and is reported; a failure of the
     * token, of the configuration or of the destination ends the run.
     *
     * <p>When the calling thread is interrupted, the report says so for each object type that was not done; what was committed
     * stays and the next run resumes from there.
     *
     * @throws io.hubflow.error.ConnectorException when nothing could be done at all
     */
    public RunReport run(SyncRequest request) {
        request.privacy().requireSalt();
        var processorBefore = RunExpectation.processorTime();
        var startedAt = clock.instant();
        var runId = RUN_ID.format(startedAt);
        try (var lease = destination.beginRun(runId);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var checkpoints = destination.loadCheckpoints();
            try {
                return run(request, runId, startedAt, processorBefore, checkpoints, threads);
            } catch (ConnectorException e) {
                var reports = new FailedRun(destination, clock).record(request, runId, startedAt, checkpoints, e);
                if (e.code() != ErrorCode.INTERRUPTED) {
                    throw e;
                }
                return new RunReport(runId, startedAt, clock.instant(), reports);
            }
        }
    }

    private RunReport run(
            SyncRequest request,
            String runId,
            Instant startedAt,
            Duration processorBefore,
            List<Checkpoint> checkpoints,
            ExecutorService threads) {
        var streams = Streams.of(checkpoints);
        var shapes = TableShapes.of(destination, streams);
        var names = new TypeNames(PortalGuard.stored(checkpoints).types(), checkpoints, this::tellOfName);
        // Definitions are asked for beside the portal's id. Nothing of them is written before the guard has answered.
        var discovering = threads.submit(() -> discover(request, streams, names, threads));
        var portal = new PortalGuard(client, destination).require(checkpoints);
        requireNotFuture(request);
        var discovery = await(discovering);
        var requested = discovery.requested();
        var discovered = discovery.types();
        var filter = request.propertyFilter();
        TypeDiscovery.requireKnownProperties(filter, discovered, streams);
        TypeDiscovery.requireKnownProperties(request.privacy().named(), discovered, streams);
        var filters = RequestedFilters.find(request, discovered, streams);
        var found = filters.found();
        var clockProblem = client.clockProblem();
        clockProblem.ifPresent(this::tellOfClock);
        var history = RequestedHistories.find(request.history(), request.privacy(), found, streams);
        RequestedHistories.tellGone(request.history(), request.privacy(), found, streams)
                .forEach(
                        (type, sentence) -> warnings.add(type.name(), RunWarning.Code.PROPERTIES_UNREADABLE, sentence));
        var types = AssociationTypes.of(
                client.associations(),
                streams,
                destination.holdsReference(AssociationTypes.TABLE, ""),
                client.serverTime().earliest().toEpochMilli());
        var catalog = new Catalog(client, names.bindings());
        var pairs = new RequestedPairs(catalog, names, types).find(request.associations(), found, threads);
        var identity = new PendingIdentity(streams, portal);
        identity.change(portal.identity().withTypes(names.bindings()));
        var now = client.serverNow().toEpochMilli();
        client.resumeUrlBound(portal.identity().urlBytesAt(now), bytes -> identity.knowUrlBytes(bytes, now));
        var commits = new GroupCommits(destination, streams, identity, listener);
        var leftOutPairs = LeftOutPairs.of(pairs, checkpoints, RunFacts.problems(warnings::addLinks));
        var facts = RunFacts.of(client, checkpoints, leftOutPairs, pairs, types, history, request.privacy())
                .knowing(RequestedPairs.known(types.askedAbout(), catalog));
        var records = found.stream().map(one -> RecordFeed.of(one, facts)).toList();
        var beside = SideFeeds.beside();
        var afterwards = afterwards(types, facts);
        FeedTables.requireApart(
                Stream.of(records, beside, afterwards).flatMap(List::stream).toList());
        var asking = Duration.between(startedAt, clock.instant());
        var expectation = new RunExpectation(client, settings, checkpoints, facts, asking, processorBefore);
        var context = new RunContext(
                runId,
                client,
                destination,
                settings,
                clock,
                listener,
                warnings,
                streams,
                commits,
                RefreshLedger.of(checkpoints),
                portal.identity().portalId(),
                portal.nothingStored(),
                facts,
                filters.byType(),
                request.privacy(),
                request.updatedAfter().map(Instant::toEpochMilli).orElse(0L),
                expectation);
        try (var first = commits.join()) {
            facts.reloadDropped(
                    streams,
                    first,
                    table -> destination.hasTable(table) && !destination.isReplaced(table),
                    this::tellOfLost,
                    now);
            LostReferences.forget(streams, first, destination, lost -> tell("definitions", lost.reference()));
            MembershipsFeed.reloadLost(streams, first, destination, sentence -> tell("list memberships", sentence));
        }
        var sideFeeds = new SideFeeds(client, destination, streams, commits, listener);
        new RunOpening(destination, streams)
                .record(
                        runId,
                        startedAt,
                        found.stream().map(DiscoveredType::name).toList());
        var reading = sideFeeds.start(beside, threads);
        var reports = new ObjectSyncs(context, filter).run(records, threads);
        var report = new RunReport(
                runId,
                startedAt,
                clock.instant(),
                reports,
                requested.leftOut(),
                leftOutPairs.all(),
                false,
                Optional.empty());
        if (report.status() == RunReport.Status.INTERRUPTED) {
            reading.forEach(feed -> feed.cancel(true));
        } else {
            sideFeeds.start(afterwards, threads).forEach(SyncEngine::await);
            reading.forEach(SyncEngine::await);
        }
        client.clockProblem().filter(problem -> clockProblem.isEmpty()).ifPresent(this::tellOfClock);
        var read = found.stream().flatMap(one -> one.type().stream()).toList();
        var outcome = expectation.compare(
                report, read, beside.stream().mapToLong(SideFeed::foreseenCalls).sum(), clock.instant());
        outcome.flatMap(RunExpectation.Outcome::learned).ifPresent(rate -> remember(rate, streams, commits));
        return report.withTablesChanged(shapes.differFrom(TableShapes.of(destination, streams)))
                .withComparison(outcome.map(RunExpectation.Outcome::comparison));
    }

    private record Discovery(RequestedTypes.Resolved requested, List<DiscoveredType> types) {}

    private Discovery discover(SyncRequest request, Streams streams, TypeNames names, ExecutorService threads) {
        var requested = new RequestedTypes(client, names.bindings(), streams).find(request.objectTypes(), threads);
        var types = new TypeDiscovery(client, listener, request, type -> storedCatalog(streams, type))
                .discover(requested, names, threads);
        return new Discovery(requested, types);
    }

    private CatalogState storedCatalog(Streams streams, ObjectType type) {
        return ObjectPlan.storedCatalog(streams, type)
                .withoutLost(table -> destination.holdsReference(table, type.name()));
    }

    private void tellOfLost(ObjectType type, FactReader facts) {
        var lost = new LostTable(
                facts.table().name(), destination.hasTable(facts.table().name()));
        tell(type.name(), facts.table().keep() == FactTable.Keep.EVERY ? lost.history() : lost.links());
    }

    private void tell(String about, String sentence) {
        LOG.warn(SyncListener.TOLD, "{}: {}", about, sentence);
        listener.notice(about, sentence);
    }

    /** For the next forecast. The run is complete without it. */
    private static void remember(MachineRate rate, Streams streams, GroupCommits commits) {
        try (var last = commits.join()) {
            last.commit(Commit.ofCheckpoints(List.of(streams.next(MachineRate.STREAM, StateCodec.write(rate)))));
        } catch (ConnectorException e) {
            LOG.warn("How fast this machine is could not be recorded: {}", e.getMessage());
        }
    }

    private List<SideFeed> afterwards(AssociationTypes types, RunFacts facts) {
        var linkTypes = new AssociationTypesFeed(types);
        return settings.deletes() == DeleteMode.IGNORE
                ? List.of(linkTypes)
                : List.of(linkTypes, new FilteredLinksFeed(facts, destination));
    }

    private void tellOfClock(String problem) {
        LOG.warn(SyncListener.TOLD, "{}", problem);
        listener.notice("clock", problem);
    }

    private void requireNotFuture(SyncRequest request) {
        var now = client.serverTime().latest();
        request.updatedAfter().filter(now::isBefore).ifPresent(after -> {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "\"Updated after\" is " + after + ", in the future; at HubSpot it is " + now + ".",
                    "No record can match it, so nothing was read.",
                    "Give a date in the past.");
        });
    }

    private void tellOfName(String sentence) {
        LOG.warn(SyncListener.TOLD, "{}", sentence);
        listener.notice("names", sentence);
    }

    static <T> T await(Future<T> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : ConnectorException.of("A part of the run", e.getCause());
        } catch (InterruptedException e) {
            throw ConnectorException.interrupted(e);
        }
    }
}
