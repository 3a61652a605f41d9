package io.hubflow.engine;

import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.DestinationStatus;
import io.hubflow.engine.feed.AssociationTypes;
import io.hubflow.engine.filter.RecordFilter;
import io.hubflow.engine.identity.PortalGuard;
import io.hubflow.engine.identity.TypeNames;
import io.hubflow.engine.plan.CallForecast;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.hubspot.CallCounts;
import io.hubflow.hubspot.HubSpotClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/** Says what the next run will take. It asks HubSpot for definitions and counts, reads no records and writes nothing. */
public final class PlanEngine {
    /** Owners and currencies two each; users, teams, roles and lists one each; and the account. */
    private static final CallCounts SETTINGS = new CallCounts(0, 0, 0, 0, 9, 0, 0);

    private static final double BURST_SECONDS = 10;
    private static final double SEARCHES_PER_SECOND = 5;
    private static final double UNLIMITED = 10_000;

    private final HubSpotClient client;
    private final EngineSettings settings;
    private final double quotaShare;

    /** @param quotaShare part of the rolling limits that a run uses */
    public PlanEngine(HubSpotClient client, EngineSettings settings, double quotaShare) {
        this.client = client;
        this.settings = settings;
        this.quotaShare = quotaShare;
    }

    /**
     * @param status what the destination holds
     * @throws io.hubflow.error.ConnectorException for what a run with this request would refuse to begin with
     */
    public SyncPlan plan(SyncRequest request, DestinationStatus status) {
        var checkpoints = status.checkpoints();
        var streams = Streams.of(checkpoints);
        var identity = PortalGuard.stored(checkpoints);
        var names = new TypeNames(identity.types(), checkpoints, sentence -> {});
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var requested = new RequestedTypes(client, names.bindings(), streams).find(request.objectTypes(), threads);
            var found = new TypeDiscovery(client, new SyncListener() {}).discover(requested, names, threads);
            TypeDiscovery.requireKnownProperties(request.propertyFilter(), found, streams);
            TypeDiscovery.requireKnownProperties(request.privacy().named(), found, streams);
            var filters = RequestedFilters.find(request, found);
            var histories = RequestedHistories.find(request.history(), request.privacy(), found);
            var now = client.serverTime();
            var types = AssociationTypes.of(
                    client.associations(), streams, true, now.earliest().toEpochMilli());
            var pairs = new RequestedPairs(new Catalog(client, names.bindings()), names, types)
                    .find(request.associations(), found, threads);
            // A run asks the same questions before it reads.
            var definitions = client.callCounts().plus(SETTINGS);
            client.resumeUrlBound(identity.urlBytesAt(now.earliest().toEpochMilli()), bytes -> {});
            var forecasts = found.stream()
                    .map(one -> threads.submit(() -> new TypeForecast(
                                    client,
                                    settings,
                                    request,
                                    one,
                                    filter(filters, one),
                                    pairs.pairs().stream()
                                            .filter(pair -> one.type()
                                                    .filter(pair.from()::equals)
                                                    .isPresent())
                                            .toList(),
                                    one.type().map(histories::get).stream()
                                            .flatMap(List::stream)
                                            .toList(),
                                    streams,
                                    status)
                            .plan(now)))
                    .toList();
            var plans = forecasts.stream().map(SyncEngine::await).toList();
            var calls = plans.stream().map(SyncPlan.TypePlan::calls).reduce(definitions, CallCounts::plus);
            var quota = client.quota();
            return new SyncPlan(
                    plans,
                    definitions,
                    CallForecast.duration(calls, limits()),
                    quota.dailyLimit(),
                    quota.dailyRemaining());
        }
    }

    private static RecordFilter filter(Map<ObjectType, RecordFilter> filters, DiscoveredType one) {
        return one.type().map(filters::get).orElse(RecordFilter.EVERYTHING);
    }

    private CallForecast.Limits limits() {
        var quota = client.quota();
        if (quota.burstLimit() == Integer.MAX_VALUE) {
            return new CallForecast.Limits(UNLIMITED, UNLIMITED, UNLIMITED);
        }
        var burst = quota.burstLimit() / BURST_SECONDS * quotaShare;
        return new CallForecast.Limits(burst, SEARCHES_PER_SECOND * quotaShare, burst);
    }
}
