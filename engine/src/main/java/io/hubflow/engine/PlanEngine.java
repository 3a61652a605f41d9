package io.hubflow.engine;

import io.hubflow.engine.SyncPlan.TypePlan;
import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.DestinationStatus;
import io.hubflow.engine.fact.FactClock;
import io.hubflow.engine.feed.AssociationTypes;
import io.hubflow.engine.feed.MembershipsFeed;
import io.hubflow.engine.filter.RecordFilter;
import io.hubflow.engine.identity.PortalGuard;
import io.hubflow.engine.identity.TypeNames;
import io.hubflow.engine.load.RefreshLedger;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.CallCounts;
import io.hubflow.hubspot.HubSpotClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * Says what the next run will take. It asks HubSpot for definitions and counts, reads a page of each object type to see how
 * large and how slow pages are, and writes nothing.
 */
public final class PlanEngine {
    /** Owners and currencies two each; users, teams, roles and lists one each. */
    static final CallCounts SETTINGS = new CallCounts(0, 0, 0, 0, 8, 0, 0);

    private final HubSpotClient client;
    private final EngineSettings settings;
    private final InstantSource clock;

    public PlanEngine(HubSpotClient client, EngineSettings settings, InstantSource clock) {
        this.client = client;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * @param destination the description of the destination, for people
     * @param status what it holds
     * @throws io.hubflow.error.ConnectorException for what a run with this request would refuse to begin with
     */
    public SyncPlan plan(SyncRequest request, String destination, DestinationStatus status) {
        var startedAt = clock.instant();
        request.privacy().requireSalt();
        var checkpoints = status.checkpoints();
        var streams = Streams.of(checkpoints);
        new PortalGuard(client, destination).refuseOther(checkpoints);
        var identity = PortalGuard.stored(checkpoints);
        var names = new TypeNames(identity.types(), checkpoints, sentence -> {});
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var requested = new RequestedTypes(client, names.bindings(), streams).find(request.objectTypes(), threads);
            var discovered = new TypeDiscovery(
                            client, new SyncListener() {}, request, type -> ObjectPlan.storedCatalog(streams, type))
                    .discover(requested, names, threads);
            TypeDiscovery.requireKnownProperties(request.propertyFilter(), discovered, streams);
            TypeDiscovery.requireKnownProperties(request.privacy().named(), discovered, streams);
            var filters = RequestedFilters.find(request, discovered, streams);
            var found = filters.found();
            var histories = RequestedHistories.find(request.history(), request.privacy(), found, streams);
            var now = client.serverTime();
            var types = AssociationTypes.of(
                    client.associations(), streams, true, now.earliest().toEpochMilli());
            var pairs = new RequestedPairs(new Catalog(client, names.bindings()), names, types)
                    .find(request.associations(), found, threads);
            // A run asks the same questions before it reads, and takes as long for them.
            var definitions = client.callCounts().plus(SETTINGS);
            var asking = Duration.between(startedAt, clock.instant());
            client.resumeUrlBound(identity.urlBytesAt(now.earliest().toEpochMilli()), bytes -> {});
            var facts = RunFacts.of(
                    client,
                    FactClock.after(0, client),
                    RunFacts.problems((pair, sentence) -> {}),
                    pairs.pairs(),
                    List.copyOf(pairs.refused().keySet()),
                    (pair, link) -> {},
                    histories,
                    request.privacy());
            var survey = new TypeSurvey(
                    client,
                    settings,
                    request,
                    streams,
                    status,
                    facts,
                    pairs.pairs(),
                    histories,
                    RefreshLedger.of(checkpoints),
                    now);
            var surveys = found.stream()
                    .map(one -> threads.submit(() -> survey.of(one, filter(filters.byType(), one))))
                    .toList();
            var surveyed = surveys.stream().map(SyncEngine::await).toList();
            var members = memberCalls(streams, status, now.earliest().toEpochMilli());
            return plan(
                    surveyed,
                    survey,
                    definitions,
                    asking,
                    MachineSpeed.stored(checkpoints, MachineSpeed.cores(client)),
                    members);
        }
    }

    private SyncPlan plan(
            List<TypeSurvey.Surveyed> surveyed,
            TypeSurvey survey,
            CallCounts definitions,
            Duration asking,
            MachineSpeed speed,
            long members) {
        var forecasts = new ArrayList<TypeForecast>();
        for (var one : surveyed) {
            one.counted().map(survey::forecast).ifPresent(forecasts::add);
        }
        var run = TypeForecast.run(forecasts, client, settings, speed.machine(), members);
        var plans = new ArrayList<TypePlan>();
        var next = 0;
        for (var one : surveyed) {
            plans.add(
                    one.counted().isPresent()
                            ? forecasts.get(next).plan(run.types().get(next++))
                            : TypeForecast.failing(one.found(), one.problem().orElseThrow()));
        }
        var quota = client.quota();
        return new SyncPlan(
                plans,
                definitions.plus(new CallCounts(0, 0, 0, 0, members, 0, 0)),
                asking.plus(run.duration()),
                run.binds(),
                client.latencies(),
                plans.stream().mapToLong(TypePlan::bytes).sum(),
                quota.dailyLimit(),
                quota.dailyRemaining());
    }

    /** None where the token may not read lists: a sync leaves them out. */
    private long memberCalls(Streams streams, DestinationStatus status, long nowMillis) {
        try {
            return MembershipsFeed.foreseenCalls(
                    streams, status.facts().keySet(), client.portalSettings().fetchLists(), nowMillis);
        } catch (ConnectorException e) {
            if (ObjectSyncs.endsRun(e.code())) {
                throw e;
            }
            return 0;
        }
    }

    private static RecordFilter filter(Map<ObjectType, RecordFilter> filters, DiscoveredType one) {
        return one.type().map(filters::get).orElse(RecordFilter.EVERYTHING);
    }
}
