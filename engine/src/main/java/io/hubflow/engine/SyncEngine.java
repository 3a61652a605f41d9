package io.hubflow.engine;

import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.PropertyFilter;
import io.hubflow.engine.catalog.ReferenceTables;
import io.hubflow.engine.checkpoint.CatalogState;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.commit.GroupCommits;
import io.hubflow.engine.commit.PendingIdentity;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.feed.AssociationTypes;
import io.hubflow.engine.identity.PortalGuard;
import io.hubflow.engine.identity.TypeNames;
import io.hubflow.engine.load.RefreshLedger;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.Pipeline;
import io.hubflow.hubspot.PropertyDefinition;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one sync: discover, plan, read, type, stage, merge and checkpoint, report. Used once a run. */
public final class SyncEngine {
    private static final Logger LOG = LoggerFactory.getLogger(SyncEngine.class);
    private static final DateTimeFormatter RUN_ID =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final String OWNERS = "owners";
    private static final String DEALS = "0-3";
    private static final String DEAL_STAGE = "dealstage";

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
        var startedAt = clock.instant();
        var runId = RUN_ID.format(startedAt);
        try (var lease = destination.beginRun(runId);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var checkpoints = destination.loadCheckpoints();
            try {
                return run(request, runId, startedAt, checkpoints, threads);
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
            List<Checkpoint> checkpoints,
            ExecutorService threads) {
        var streams = Streams.of(checkpoints);
        var portal = new PortalGuard(client, destination).require(checkpoints);
        requireNotFuture(request);
        var names = new TypeNames(portal.identity().types(), checkpoints, this::tellOfName);
        var requested = new RequestedTypes(client, names.bindings(), streams).find(request.objectTypes(), threads);
        var found = discover(requested, names, threads);
        var filter = new PropertyFilter(request.includeProperties(), request.excludeProperties());
        requireKnownProperties(filter, found, streams);
        var clockProblem = client.clockProblem();
        clockProblem.ifPresent(this::tellOfClock);
        var history = histories(request, found);
        var types = AssociationTypes.of(
                client.associations(),
                streams,
                destination.hasTable(AssociationTypes.TABLE),
                client.serverTime().earliest().toEpochMilli());
        var pairs = new RequestedPairs(new Catalog(client, names.bindings()), names, types)
                .find(request.associations(), found, threads);
        var identity = new PendingIdentity(streams, portal);
        identity.change(portal.identity().withTypes(names.bindings()));
        client.resumeUrlBound(portal.identity().urlBytes(), identity::knowUrlBytes);
        var commits = new GroupCommits(destination, streams, identity);
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
                RunFacts.of(client, checkpoints, warnings, pairs, history),
                request.updatedAfter().map(Instant::toEpochMilli).orElse(0L));
        var ownersParticipant = commits.join();
        var owners = threads.submit(() -> writeOwners(commits, streams, ownersParticipant));
        var typesParticipant = commits.join();
        var associationTypes = threads.submit(() -> writeAssociationTypes(types, streams, typesParticipant));
        var reports = new ObjectSyncs(context, filter).run(found, threads);
        var report = new RunReport(runId, startedAt, clock.instant(), reports, requested.leftOut());
        if (report.status() == RunReport.Status.INTERRUPTED) {
            owners.cancel(true);
            associationTypes.cancel(true);
        } else {
            await(owners);
            await(associationTypes);
        }
        client.clockProblem().filter(problem -> clockProblem.isEmpty()).ifPresent(this::tellOfClock);
        return report;
    }

    private void tellOfClock(String problem) {
        LOG.warn("{}", problem);
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
        LOG.warn("{}", sentence);
        listener.notice("names", sentence);
    }

    /** Resolved side by side, named in the order of the request, then discovered side by side. */
    private List<DiscoveredType> discover(RequestedTypes.Found requested, TypeNames names, ExecutorService threads) {
        var byName = new LinkedHashMap<String, DiscoveredType>();
        for (var found : requested.types()) {
            var resolved = found.named(names::bind);
            byName.putIfAbsent(resolved.name(), resolved);
        }
        var discovering = byName.values().stream()
                .map(resolved -> threads.submit(() -> discover(resolved)))
                .toList();
        return discovering.stream().map(SyncEngine::await).toList();
    }

    private DiscoveredType discover(DiscoveredType resolved) {
        if (resolved.type().isEmpty()) {
            return resolved;
        }
        var type = resolved.type().get();
        try {
            listener.phaseStarted(type.name(), SyncListener.Phase.DISCOVER, OptionalLong.empty());
            var properties = client.fetchPropertyCatalog(type.apiName());
            var pipelines = type.hasPipelines() ? findPipelines(type) : Optional.<List<Pipeline>>empty();
            return new DiscoveredType(resolved.written(), resolved.type(), properties, pipelines, Optional.empty());
        } catch (ConnectorException e) {
            return DiscoveredType.failed(resolved.written(), resolved.type(), e);
        }
    }

    private Optional<List<Pipeline>> findPipelines(ObjectType type) {
        try {
            return Optional.of(client.fetchPipelines(type.apiName()));
        } catch (ConnectorException e) {
            if (ObjectSyncs.endsRun(e.code())) {
                throw e;
            }
            listener.notice(type.name(), "The pipelines were not read; the records are. " + e.getMessage());
            return Optional.empty();
        }
    }

    /** A property that was there once may be named: it is the business of its object type alone. */
    private static void requireKnownProperties(PropertyFilter filter, List<DiscoveredType> found, Streams streams) {
        var known = new LinkedHashMap<ObjectType, Set<String>>();
        for (var one : found) {
            if (one.problem().isEmpty()) {
                var type = one.type().orElseThrow();
                var names = new HashSet<String>();
                one.properties().properties().forEach(property -> names.add(property.name()));
                ObjectSync.catalogState(streams, type).properties().forEach(property -> names.add(property.name()));
                known.put(type, names);
            }
        }
        filter.requireKnown(known, known.size() == found.size());
    }

    /**
     * Properties whose histories are loaded, by object type. The stages of deals are always among them where any history is.
     *
     * @throws ConnectorException {@code PROPERTY_UNKNOWN} for a name that no chosen object type has
     */
    private static Map<ObjectType, List<String>> histories(SyncRequest request, List<DiscoveredType> found) {
        if (request.history().isEmpty()) {
            return Map.of();
        }
        var readable = found.stream().filter(one -> one.problem().isEmpty()).toList();
        var chosen = new PropertyFilter(request.history(), List.of());
        chosen.requireKnown(
                readable.stream()
                        .collect(Collectors.toMap(
                                one -> one.type().orElseThrow(),
                                one -> one.properties().properties().stream()
                                        .map(PropertyDefinition::name)
                                        .collect(Collectors.toSet()))),
                readable.size() == found.size());
        var byType = new LinkedHashMap<ObjectType, List<String>>();
        for (var one : readable) {
            var type = one.type().orElseThrow();
            var names = new TreeSet<String>();
            chosen.named(type, one.properties().properties()).forEach(property -> names.add(property.name()));
            if (type.typeId().equals(DEALS)) {
                one.properties().properties().stream()
                        .map(PropertyDefinition::name)
                        .filter(DEAL_STAGE::equals)
                        .forEach(names::add);
            }
            if (!names.isEmpty()) {
                byType.put(type, List.copyOf(names));
            }
        }
        return byType;
    }

    private Void writeAssociationTypes(
            AssociationTypes types, Streams streams, GroupCommits.CommitParticipant participant) {
        try (participant) {
            if (types.isChanged()) {
                participant.commitLast(new Commit(
                        List.of(),
                        List.of(),
                        List.of(types.table()),
                        List.of(streams.next(AssociationTypes.STREAM, types.state())),
                        List.of()));
            }
        }
        return null;
    }

    /** Owners belong to no object type: once a run, and nothing depends on them. */
    private Void writeOwners(GroupCommits commits, Streams streams, GroupCommits.CommitParticipant participant) {
        try (participant) {
            var owners = client.fetchOwners();
            commits.identity().knowOwners(PortalGuard.known(owners));
            var table = ReferenceTables.owners(owners, client.serverNow().toEpochMilli());
            var fingerprint = ReferenceTables.fingerprint(table);
            var before = streams.find(OWNERS)
                    .map(json -> StateCodec.read(OWNERS, json, CatalogState.class))
                    .orElse(CatalogState.EMPTY)
                    .withoutLost(destination::hasTable);
            if (!table.rows().isEmpty()
                    && !fingerprint.equals(before.fingerprints().get(table.name()))) {
                var state = new CatalogState(
                        List.of(), Map.of(), List.of(), Map.of(table.name(), fingerprint), Map.of(), List.of());
                var checkpoint = streams.next(OWNERS, StateCodec.write(state));
                participant.commitLast(
                        new Commit(List.of(), List.of(), List.of(table), List.of(checkpoint), List.of()));
            }
        } catch (ConnectorException e) {
            LOG.info("The owners were not written: {}", e.getMessage());
            listener.notice(OWNERS, "The owners were not written; the records are. " + e.getMessage());
        }
        return null;
    }

    static <T> T await(Future<T> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException("a part of the run failed", e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static ConnectorException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ConnectorException(
                ErrorCode.INTERRUPTED,
                "The run was interrupted.",
                "What was committed stays; the next run goes on from there.",
                "Run it again.",
                e);
    }
}
