package io.hubflow.engine;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.load.RefreshLedger;
import io.hubflow.engine.report.RunComparison;
import io.hubflow.engine.report.RunReport;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.hubspot.CallCounts;
import io.hubflow.hubspot.HubSpotClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a run expects to take, from what its object types learn as they begin, so that the report can set it beside what it took.
 * Costs no call. Thread-safe.
 */
final class RunExpectation {
    private final HubSpotClient client;
    private final EngineSettings settings;
    private final List<Checkpoint> checkpoints;
    private final RunFacts facts;
    private final Duration asking;
    private final CallCounts asked;
    private final long nowMillis;
    private final Map<ObjectType, TypeForecast.Counted> types = new ConcurrentHashMap<>();

    /** @param asking how long this run took for its questions before it reads; they are made by now */
    RunExpectation(
            HubSpotClient client,
            EngineSettings settings,
            List<Checkpoint> checkpoints,
            RunFacts facts,
            Duration asking) {
        this.client = client;
        this.settings = settings;
        this.checkpoints = List.copyOf(checkpoints);
        this.facts = facts;
        this.asking = asking;
        this.asked = client.callCounts().plus(PlanEngine.SETTINGS);
        this.nowMillis = client.serverTime().earliest().toEpochMilli();
    }

    /** An object type has begun. */
    void began(TypeForecast.Counted counted) {
        types.put(counted.subject().type(), counted);
    }

    /** @return absent where the run ended early for some object type */
    Optional<RunComparison> compare(RunReport report, List<ObjectType> order, Instant finishedAt) {
        if (report.objects().stream().anyMatch(object -> object.error().isPresent())
                || !types.keySet().containsAll(order)) {
            return Optional.empty();
        }
        var ledger = RefreshLedger.of(checkpoints);
        var forecasts = new ArrayList<TypeForecast>();
        for (var type : order) {
            var counted = types.get(type);
            if (counted != null) {
                forecasts.add(TypeForecast.of(counted, client, ledger, nowMillis, facts.reverseOf(type)));
            }
        }
        var run = TypeForecast.run(forecasts, client, settings);
        var calls = asked;
        var bytes = 0L;
        for (var i = 0; i < forecasts.size(); i++) {
            var plan = forecasts.get(i).plan(run.types().get(i));
            calls = calls.plus(plan.calls());
            bytes += plan.bytes();
        }
        return Optional.of(new RunComparison(
                calls,
                client.callCounts(),
                asking.plus(run.duration()),
                Duration.between(report.startedAt(), finishedAt),
                bytes,
                client.bytesReceived()));
    }
}
