package io.hubflow.engine.forecast;

import io.hubflow.engine.forecast.Timetable.Tally;
import io.hubflow.engine.load.ReadingTurn;
import io.hubflow.hubspot.CallCounts;
import io.hubflow.hubspot.Latencies;
import io.hubflow.hubspot.quota.Budget;
import io.hubflow.hubspot.quota.QuotaModel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run takes, foretold.
 *
 * @param types in the order of the work
 * @param duration of all of it
 * @param binds what decides the duration
 */
public record RunForecast(List<TypeForecast> types, Duration duration, Binding binds) {
    /** Waiting for a limit in more than this part of the time makes it the one that binds. */
    private static final double BINDING_PART = 0.3;

    /** A machine whose cores all work in more than this part of the time is what binds. */
    private static final double BUSY_PART = 0.8;

    public RunForecast {
        types = List.copyOf(types);
    }

    /** One object type. @param steps calls of each step, facts of its records included */
    public record TypeForecast(String objectType, List<CallCounts> steps) {
        public TypeForecast {
            steps = List.copyOf(steps);
        }

        public CallCounts calls() {
            return steps.stream().reduce(CallCounts.ZERO, CallCounts::plus);
        }
    }

    /** What decides how long a run lasts. */
    public enum Binding {
        BURST_LIMIT,
        SEARCH_LIMIT,
        ASSOCIATION_LIMIT,
        LATENCY,
        /** This machine is slower than HubSpot. */
        MACHINE
    }

    /**
     * What the reading goes by.
     *
     * @param quota limits with nothing sent yet; used up by one forecast
     * @param searchLanes concurrent searches of one object type
     * @param listLanes concurrent list ranges of one object type
     * @param typesAtOnce object types with many records to read that are read at once
     * @param machine what works on the answers
     */
    public record Conditions(
            QuotaModel quota, Latencies latencies, int searchLanes, int listLanes, int typesAtOnce, Machine machine) {}

    /** @param settings calls that are made beside the records, for owners and the like */
    public static RunForecast of(List<TypeWork> work, long settings, Conditions conditions) {
        var time = new Timetable(conditions.quota(), conditions.latencies(), conditions.machine());
        var models = new ArrayList<TypeModel>();
        for (var one : work) {
            models.add(new TypeModel(time, one, conditions));
        }
        time.calls(settings, CallKind.OTHER, "settings", new Tally(), () -> {});
        var oneByOne = conditions.typesAtOnce() <= 1;
        var many = new ArrayDeque<TypeModel>();
        var few = new ArrayDeque<TypeModel>();
        for (var i = 0; i < models.size(); i++) {
            (oneByOne || work.get(i).mostRecords() > ReadingTurn.FEW_RECORDS ? many : few).add(models.get(i));
        }
        start(many, Math.max(1, conditions.typesAtOnce()));
        start(few, ReadingTurn.FEW_AT_ONCE);
        var nanos = time.run();
        var types = new ArrayList<TypeForecast>();
        for (var i = 0; i < work.size(); i++) {
            types.add(new TypeForecast(work.get(i).objectType(), models.get(i).calls()));
        }
        return new RunForecast(types, Duration.ofNanos(nanos), binding(time, nanos));
    }

    private static void start(ArrayDeque<TypeModel> waiting, int atOnce) {
        for (var slot = 0; slot < atOnce; slot++) {
            next(waiting);
        }
    }

    private static void next(ArrayDeque<TypeModel> waiting) {
        var model = waiting.poll();
        if (model != null) {
            model.run(() -> next(waiting));
        }
    }

    private static Binding binding(Timetable time, long nanos) {
        if (time.workedNanos() > nanos * BUSY_PART) {
            return Binding.MACHINE;
        }
        var most = Binding.LATENCY;
        var waited = nanos * BINDING_PART;
        for (var budget : Budget.values()) {
            if (time.waitedNanos(budget) > waited) {
                waited = time.waitedNanos(budget);
                most = switch (budget) {
                    case BURST -> Binding.BURST_LIMIT;
                    case SEARCH -> Binding.SEARCH_LIMIT;
                    case ASSOCIATIONS -> Binding.ASSOCIATION_LIMIT;
                };
            }
        }
        return most;
    }
}
