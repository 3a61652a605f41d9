package io.hubflow.simulation;

import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.hubspot.ApiDialect;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.admin.Truth;
import io.hubflow.simulator.mutation.ChangeSettings.Bump;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A whole history, drawn from a seed before it begins.
 *
 * @param filters by object type; of one without all records are wanted
 * @param runs how many runs come before the two calm ones at the end
 * @param latencyMillis the most that a request or an answer travels
 * @param flushRows a commit comes after so many rows (in memory)
 */
record Scenario(
        long seed,
        SimulatorOptions portal,
        ApiDialect dialect,
        List<String> objects,
        List<String> include,
        List<String> pairs,
        List<String> history,
        Map<String, DrawnFilter> filters,
        Optional<Instant> updatedAfter,
        DeleteMode deletes,
        RefreshPolicy refresh,
        Tables tables,
        int runs,
        int latencyMillis,
        int flushRows,
        List<Circumstance> circumstances)
        implements Expectation {
    /** Changes that move no modification time. */
    static final Set<Circumstance.Change.Kind> TRACELESS = Set.of(
            Circumstance.Change.Kind.RECALCULATE,
            Circumstance.Change.Kind.ASSOCIATE,
            Circumstance.Change.Kind.DISSOCIATE);

    private static final int LIKE_LATENCY_MILLIS = 90;

    /** The same history without some of its circumstances, by their position. */
    Scenario without(Set<Integer> positions) {
        var kept = new ArrayList<Circumstance>();
        for (var i = 0; i < circumstances.size(); i++) {
            if (!positions.contains(i)) {
                kept.add(circumstances.get(i));
            }
        }
        return new Scenario(
                seed,
                portal,
                dialect,
                objects,
                include,
                pairs,
                history,
                filters,
                updatedAfter,
                deletes,
                refresh,
                tables,
                runs,
                latencyMillis,
                flushRows,
                kept);
    }

    /** The same history with its tables elsewhere. */
    Scenario in(Tables other) {
        return new Scenario(
                seed,
                portal,
                dialect,
                objects,
                include,
                pairs,
                history,
                filters,
                updatedAfter,
                deletes,
                refresh,
                other,
                runs,
                latencyMillis,
                flushRows,
                circumstances);
    }

    /** Searches keep their limit while their ways take about equally long; see {@code QuotaGovernor}. */
    boolean keepsLimits() {
        return latencyMillis <= LIKE_LATENCY_MILLIS;
    }

    /** The portal's records with the values that are ever selected. */
    @Override
    public List<Truth.Row> truth(Simulator hubSpot, String object) {
        return include.isEmpty() ? hubSpot.records(object) : hubSpot.records(object, selected(object));
    }

    @Override
    public boolean wants(String object, Map<String, String> properties) {
        var filter = filters.get(object);
        return filter == null || filter.accepts(properties);
    }

    /** Whether the filters of every run let a record with these values through. */
    boolean alwaysWants(String object, Map<String, String> properties) {
        return wants(object, properties)
                && circumstances.stream()
                        .filter(Circumstance.OtherFilters.class::isInstance)
                        .map(other ->
                                ((Circumstance.OtherFilters) other).filters().get(object))
                        .allMatch(filter -> filter == null || filter.accepts(properties));
    }

    /** Whether the values of a property are looked at: a run that selects other types alone reads every property of this one. */
    boolean looksAt(String object, String property) {
        return include.isEmpty() || selected(object).contains(property) || property.endsWith(UserAlteration.SUFFIX);
    }

    private Set<String> selected(String object) {
        var selected = new HashSet<>(ScenarioDraw.properties(object));
        include.forEach(name -> selected.add(name.substring(name.indexOf('.') + 1)));
        return selected;
    }

    @Override
    public Set<String> compared(Set<String> defined, String object) {
        if (include.isEmpty()) {
            return new TreeSet<>(defined);
        }
        return include.stream()
                .filter(name -> name.indexOf('.') < 0 || name.startsWith(object + "."))
                .map(name -> name.substring(name.indexOf('.') + 1))
                .filter(defined::contains)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether values or links change without a new modification time: then a refresh alone finds them. */
    boolean changesWithoutTrace() {
        return circumstances.stream()
                .anyMatch(circumstance -> circumstance instanceof Circumstance.Change change
                        && (TRACELESS.contains(change.kind()) || isRestoredWithoutTrace(change)));
    }

    /** What changed before such a record was archived is not among the changes that a search finds afterwards. */
    private boolean isRestoredWithoutTrace(Circumstance.Change change) {
        return change.kind() == Circumstance.Change.Kind.RESTORE && portal.onRestore() == Bump.NOTHING;
    }

    /** The circumstances of one run of a kind, in order. */
    <T extends Circumstance> List<T> of(int run, Class<T> kind) {
        return circumstances.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(circumstance -> circumstance.run() == run)
                .toList();
    }
}
