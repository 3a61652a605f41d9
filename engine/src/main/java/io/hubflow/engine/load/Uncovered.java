package io.hubflow.engine.load;

import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.report.SyncListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ids of which HubSpot has more records than it gave, as far as no later reading of the same phase has covered them: what a
 * window of changes covers says nothing about a first load. Thread-safe.
 */
public final class Uncovered {
    private static final int MOST_NAMED = 5;

    private final List<Shortfall> shortfalls = new ArrayList<>();
    private SyncListener.Phase phase = SyncListener.Phase.DISCOVER;

    private record Shortfall(SyncListener.Phase phase, IdRange ids, long missing) {}

    synchronized void begin(SyncListener.Phase next) {
        phase = next;
    }

    public synchronized void add(IdRange ids, long missing) {
        covered(ids);
        shortfalls.add(new Shortfall(phase, ids, missing));
    }

    /** These ids were read completely. */
    synchronized void covered(IdRange ids) {
        shortfalls.removeIf(known ->
                known.phase() == phase && IdIntervals.of(known.ids()).minus(ids).isEmpty());
    }

    /** A sentence for the operator; absent when nothing is left. */
    public synchronized Optional<String> sentence() {
        if (shortfalls.isEmpty()) {
            return Optional.empty();
        }
        var missing = shortfalls.stream().mapToLong(Shortfall::missing).sum();
        var places = new ArrayList<String>();
        var named = shortfalls.stream().map(Shortfall::ids).distinct().limit(MOST_NAMED);
        named.forEach(ids -> places.add(place(ids)));
        if (shortfalls.size() > MOST_NAMED) {
            places.add((shortfalls.size() - MOST_NAMED) + " more ranges");
        }
        return Optional.of(
                "HubSpot has " + missing + (missing == 1 ? " record" : " records")
                        + " that it did not give, neither by search nor by list nor by id: " + String.join(", ", places)
                        + ". Everything else is in the table. The next run asks again; should this stay, look at these ids in HubSpot.");
    }

    private static String place(IdRange ids) {
        if (ids.width() == 1) {
            return "id " + ids.from();
        }
        return ids.to() == IdRange.END ? "ids from " + ids.from() : "ids " + ids.from() + " to " + (ids.to() - 1);
    }
}
