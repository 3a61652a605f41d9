package io.hubflow.simulation;

import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.simulator.mutation.ChangeSettings.Bump;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;

/**
 * Records that a history has restored. Search does not show at once that they are back. Where their modification time stays,
 * only the search for deletes finds them, in the second run at the latest, and a refresh pass; {@code ignore} makes no such
 * search.
 */
final class Returns {
    /** In larger types a record that came back may make up for one that left (decision 36). */
    private static final int COMPARED_BY_IDS = 1_000;

    private final boolean neverSought;
    private final boolean leaveNoTrace;
    private final Map<Long, Instant> restored = new HashMap<>();
    private final Set<Long> sought = new HashSet<>();

    Returns(Scenario scenario) {
        leaveNoTrace = scenario.portal().onRestore() == Bump.NOTHING;
        neverSought = leaveNoTrace && scenario.deletes() == DeleteMode.IGNORE;
    }

    void add(Collection<Long> ids, Instant now) {
        ids.forEach(id -> {
            restored.put(id, now);
            sought.remove(id);
        });
    }

    /** Whether the record came back after this moment: a run that began then may have met it in the recycle bin. */
    boolean cameBackAfter(long id, Instant moment) {
        var since = restored.get(id);
        return since != null && since.isAfter(moment);
    }

    /** To be asked once for each run that read everything: whether the table may lack the record after it. */
    boolean mayBeMissing(long id, Instant runStartedAt, Duration longestDelay) {
        var since = restored.get(id);
        if (since == null) {
            return false;
        }
        return neverSought || since.isAfter(runStartedAt.minus(longestDelay)) || sought.add(id);
    }

    /**
     * Whether a record that came back is hidden from counts, because as many rows are alive whose records have left as there are
     * records without rows.
     *
     * @param records how many of the type are alive
     * @param uncounted live records that have no live row
     * @param stale live rows whose records are not alive
     */
    boolean isHidden(long id, long records, NavigableSet<Long> uncounted, NavigableSet<Long> stale) {
        return leaveNoTrace
                && restored.containsKey(id)
                && records > COMPARED_BY_IDS
                && isBalanced(id, uncounted, stale);
    }

    /**
     * Whether some range of ids around the record holds as many stale rows as uncounted records: counts that differ elsewhere
     * do not make anybody look there.
     */
    static boolean isBalanced(long id, NavigableSet<Long> uncounted, NavigableSet<Long> stale) {
        var below = mostStale(
                uncounted.headSet(id, false).descendingSet(),
                stale.headSet(id, false).descendingSet());
        var above = mostStale(uncounted.tailSet(id, false), stale.tailSet(id, false));
        return below + above >= 1;
    }

    /** By how many the stale rows are more than the uncounted records in the best of the ranges that begin here. */
    private static int mostStale(NavigableSet<Long> uncounted, NavigableSet<Long> stale) {
        var most = 0;
        var staleSoFar = 0;
        for (var last : stale) {
            staleSoFar++;
            most = Math.max(most, staleSoFar - uncounted.headSet(last, false).size());
        }
        return most;
    }
}
