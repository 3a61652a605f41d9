package io.hubflow.engine;

import io.hubflow.engine.PlannedWork.Planned;
import io.hubflow.engine.SyncPlan.Again;
import io.hubflow.engine.SyncPlan.Mode;
import io.hubflow.engine.SyncPlan.TypePlan;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.forecast.Machine;
import io.hubflow.engine.forecast.RunForecast;
import io.hubflow.engine.forecast.Step;
import io.hubflow.engine.forecast.TypeWork;
import io.hubflow.engine.load.RefreshLedger;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.CallCounts;
import io.hubflow.hubspot.HubSpotClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One object type, counted: what the next run does with it, before it is known how its calls meet those of the others.
 *
 * @param bytesPerRecord of a page that was read; 0 = none was
 * @param reversePairs pairs in which the type stands second
 */
record TypeForecast(
        PlannedWork.Subject subject, TypeCounts counts, List<Planned> steps, double bytesPerRecord, int reversePairs) {

    /** What is known of a type that can be read. */
    record Counted(PlannedWork.Subject subject, TypeCounts counts) {}

    /** @param ledger what types before this one have left of the refresh budget */
    static TypeForecast of(
            Counted counted, HubSpotClient client, RefreshLedger ledger, long nowMillis, int reversePairs) {
        var subject = counted.subject();
        var steps =
                PlannedWork.of(subject, counted.counts(), ledger, client.quota().dailyLimit(), nowMillis);
        var bytes = client.bytesPerRecord(subject.type().apiName());
        return new TypeForecast(subject, counted.counts(), steps, bytes, reversePairs);
    }

    /**
     * All of them side by side on this machine, under the limits and latencies that the client knows now.
     *
     * @param members calls for the members of lists
     */
    static RunForecast run(
            List<TypeForecast> types, HubSpotClient client, EngineSettings settings, Machine machine, long members) {
        var conditions = new RunForecast.Conditions(
                client.quotaModel(),
                client.latencies(),
                settings.lanes().search(),
                settings.lanes().list(),
                settings.lanes().objects(),
                machine);
        var work = types.stream().map(TypeForecast::work).toList();
        return RunForecast.of(work, PlanEngine.SETTINGS.total() + members, conditions);
    }

    static TypePlan failing(DiscoveredType found, ConnectorException problem) {
        return new TypePlan(
                found.name(),
                Mode.FAILS,
                OptionalLong.empty(),
                0,
                List.of(),
                List.of(),
                0,
                List.of(),
                CallCounts.ZERO,
                CallCounts.ZERO,
                0,
                Optional.of(problem));
    }

    ObjectType type() {
        return subject.type();
    }

    TypeWork work() {
        var links =
                subject.pairs().stream().filter(pair -> !pair.isDealSplits()).count();
        return new TypeWork(
                type().name(),
                steps.stream().map(Planned::step).toList(),
                columns(),
                (int) links,
                reversePairs,
                links < subject.pairs().size(),
                !subject.histories().isEmpty());
    }

    int columns() {
        return subject.plan().selection().size();
    }

    /** @param forecast of its {@link #work} */
    TypePlan plan(RunForecast.TypeForecast forecast) {
        var again = new ArrayList<Again>();
        var refresh = CallCounts.ZERO;
        for (var i = 0; i < steps.size(); i++) {
            var calls = forecast.steps().get(i);
            steps.get(i)
                    .reason()
                    .ifPresent(reason -> again.add(new Again(reason.why(), reason.names(), reason.records(), calls)));
            refresh = steps.get(i).isRefresh() ? refresh.plus(calls) : refresh;
        }
        var state = subject.start().state();
        var isFirst = state.snapshot() != null && !state.filter().isChanging() && state.cursorMillis() == 0;
        return new TypePlan(
                type().name(),
                isFirst ? Mode.FIRST_LOAD : Mode.UPDATE,
                counts.records(),
                columns(),
                subject.pairs().stream().map(pair -> pair.name()).toList(),
                subject.histories(),
                counts.changed(),
                again,
                forecast.calls(),
                refresh,
                Math.round(recordsRead() * bytesPerRecord),
                Optional.empty());
    }

    private long recordsRead() {
        return steps.stream().mapToLong(planned -> recordsRead(planned.step())).sum();
    }

    private static long recordsRead(Step step) {
        return switch (step) {
            case Step.FirstLoad load -> load.portal().rows();
            case Step.FilteredLoad load -> load.byId() > 0 ? load.byId() : load.rows();
            case Step.Changes changes -> changes.rows();
            case Step.Backfill backfill -> backfill.rows();
            case Step.ListPass pass ->
                Math.min(pass.rows(), pass.pages() > pass.rows() ? pass.rows() : pass.pages() * 100);
            case Step.SearchPass pass ->
                Math.min(pass.rows(), pass.calls() > pass.rows() ? pass.rows() : pass.calls() * 67);
            case Step.Newest newest -> 0;
            case Step.Departures departures -> 0;
            case Step.LookUp looked -> 0;
            case Step.LoadLinks load -> 0;
            case Step.LoadSplits load -> 0;
            case Step.LoadHistories load -> 0;
        };
    }
}
