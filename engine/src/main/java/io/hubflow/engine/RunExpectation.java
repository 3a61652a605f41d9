package io.hubflow.engine;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.MachineRate;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.forecast.Machine;
import io.hubflow.engine.load.RefreshLedger;
import io.hubflow.engine.report.ObjectReport;
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
    private final MachineSpeed speed;
    private final Duration processorBefore;
    private final RunFacts facts;
    private final Duration asking;
    private final CallCounts asked;
    private final long nowMillis;
    private final Map<ObjectType, TypeForecast.Counted> types = new ConcurrentHashMap<>();

    /**
     * @param asking how long this run took for its questions before it reads; they are made by now
     * @param processorBefore processor time of this process when the run began
     */
    RunExpectation(
            HubSpotClient client,
            EngineSettings settings,
            List<Checkpoint> checkpoints,
            RunFacts facts,
            Duration asking,
            Duration processorBefore) {
        this.client = client;
        this.settings = settings;
        this.checkpoints = List.copyOf(checkpoints);
        this.speed = MachineSpeed.stored(checkpoints, MachineSpeed.cores(client));
        this.processorBefore = processorBefore;
        this.facts = facts;
        this.asking = asking;
        this.asked = client.callCounts().plus(PlanEngine.SETTINGS);
        this.nowMillis = client.serverTime().earliest().toEpochMilli();
    }

    /** An object type has begun. */
    void began(TypeForecast.Counted counted) {
        types.put(counted.subject().type(), counted);
    }

    /** Processor time of this process; zero where the system does not tell. */
    static Duration processorTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** @param learned what the next forecast should know of this machine; absent after a run that read little */
    record Outcome(RunComparison comparison, Optional<MachineRate> learned) {}

    /**
     * @param members calls that the members of lists were foreseen to take
     * @return absent where the run ended early for some object type
     */
    Optional<Outcome> compare(RunReport report, List<ObjectType> order, long members, Instant finishedAt) {
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
        var run = TypeForecast.run(forecasts, client, settings, speed.machine(), members);
        var calls = asked.plus(new CallCounts(0, 0, 0, 0, members, 0, 0));
        var bytes = 0L;
        for (var i = 0; i < forecasts.size(); i++) {
            var plan = forecasts.get(i).plan(run.types().get(i));
            calls = calls.plus(plan.calls());
            bytes += plan.bytes();
        }
        var comparison = new RunComparison(
                calls,
                client.callCounts(),
                asking.plus(run.duration()),
                Duration.between(report.startedAt(), finishedAt),
                bytes,
                client.bytesReceived(),
                values(forecasts, report),
                processorTime().minus(processorBefore));
        var learned = speed.learn(
                work(forecasts, report),
                comparison.madeProcessorTime(),
                comparison.madeDuration().minus(asking),
                machine -> TypeForecast.run(forecasts, client, settings, machine, members)
                        .duration());
        return Optional.of(new Outcome(comparison, learned));
    }

    private static long values(List<TypeForecast> forecasts, RunReport report) {
        return forecasts.stream()
                .mapToLong(type -> rowsRead(type, report) * type.columns())
                .sum();
    }

    private static Duration work(List<TypeForecast> forecasts, RunReport report) {
        var usual = Machine.usual(1);
        return forecasts.stream()
                .map(type -> usual.work(rowsRead(type, report), type.columns()))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static long rowsRead(TypeForecast type, RunReport report) {
        return report.objects().stream()
                .filter(object -> object.objectType().equals(type.type().name()))
                .mapToLong(ObjectReport::rowsRead)
                .sum();
    }
}
