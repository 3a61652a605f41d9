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
 * Columns that somebody dropped and a commit made again, empty. They stand in the recorded state of their table until a run was told
 * of them and has planned to read every record again. Guarded by the destination's lock.
 */
final class LostColumns {
    /** By the table's name, of which a run of this process was told. */
    private final Map<String, Set<String>> told = new HashMap<>();

    /** After a failure: nobody counts as told. */
    void forget() {
        told.clear();
    }

    /** Columns that were dropped and made again, as the asking run is told: it reads every record again. */
    Set<String> tell(WarehouseTable table) {
        if (!table.lost().isEmpty()) {
            told.put(table.table(), table.lost());
        }
        return table.lost();
    }

    /** Whether these checkpoints hold what a run that was told of lost columns has planned. */
    boolean isSettledBy(List<CommitPlan.Step> checkpoints, StoredState state) {
        return toldTables(checkpoints, state).findAny().isPresent();
    }

    /** With these checkpoints, lost columns need not be told any more. */
    void settle(List<CommitPlan.Step> checkpoints, StoredState state) {
        toldTables(checkpoints, state).toList().forEach(table -> {
            var left = new HashSet<>(table.lost());
            left.removeAll(told.getOrDefault(table.table(), Set.of()));
            state.plan(table.withLost(left));
        });
    }

    private Stream<WarehouseTable> toldTables(List<CommitPlan.Step> checkpoints, StoredState state) {
        var streams =
                checkpoints.stream().map(step -> step.checkpoint().stream()).collect(Collectors.toSet());
        return state.tables().stream()
                .filter(table -> streams.contains(table.objectType()))
                .filter(table -> !Collections.disjoint(table.lost(), told.getOrDefault(table.table(), Set.of())));
    }
}
