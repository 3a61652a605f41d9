package io.hubflow.snowflake;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What somebody took from tables: columns that a commit made again, empty, and whole tables in whose place another one stands
 * ({@link StoredState#isReplaced}). It is told until a run that was told of it has planned to read every record again. Guarded by
 * the destination's lock.
 */
final class LostColumns {
    /** By the table's name, of which a run of this process was told. */
    private final Map<String, Set<String>> told = new HashMap<>();

    /** After a failure: nobody counts as told. */
    void forget() {
        told.clear();
    }

    /** Properties of a table of records whose values are lost: all of them where another table stands in its place. */
    static Set<String> of(WarehouseTable table, StoredState state) {
        return state.isReplaced(table.table())
                ? table.columns().stream().map(PropertyColumn::name).collect(Collectors.toUnmodifiableSet())
                : table.lost();
    }

    /** As {@link #of}; the asking run reads every record again. */
    Set<String> tell(WarehouseTable table, StoredState state) {
        return tell(table.table(), of(table, state));
    }

    /** Whether another table stands in the place of this one of facts; the asking run reads all facts again. */
    boolean tellReplaced(String facts, StoredState state) {
        return !tell(facts, state.isReplaced(facts) ? Set.of(facts) : Set.of()).isEmpty();
    }

    private Set<String> tell(String table, Set<String> lost) {
        if (!lost.isEmpty()) {
            told.put(table, lost);
        }
        return lost;
    }

    /** Whether these checkpoints hold what a run that was told of a loss has planned. */
    boolean isSettledBy(List<CommitPlan.Step> checkpoints, StoredState state) {
        return toldTables(checkpoints, state).findAny().isPresent()
                || toldFacts(checkpoints, state).findAny().isPresent();
    }

    /** With these checkpoints, what was lost need not be told any more. */
    void settle(List<CommitPlan.Step> checkpoints, StoredState state) {
        toldFacts(checkpoints, state).toList().forEach(state::accept);
        toldTables(checkpoints, state).toList().forEach(table -> {
            var left = new HashSet<>(table.lost());
            left.removeAll(told.getOrDefault(table.table(), Set.of()));
            state.plan(table.withLost(left));
            state.accept(table.table());
        });
    }

    private Stream<WarehouseTable> toldTables(List<CommitPlan.Step> checkpoints, StoredState state) {
        var streams =
                checkpoints.stream().map(step -> step.checkpoint().stream()).collect(Collectors.toSet());
        return state.tables().stream()
                .filter(table -> streams.contains(table.objectType()))
                .filter(table -> !Collections.disjoint(of(table, state), told.getOrDefault(table.table(), Set.of())));
    }

    /** A run asks for tables of facts just before it commits that their facts are read again. */
    private Stream<String> toldFacts(List<CommitPlan.Step> checkpoints, StoredState state) {
        return checkpoints.isEmpty()
                ? Stream.empty()
                : state.factTables().stream().filter(told::containsKey).filter(state::isReplaced);
    }
}
