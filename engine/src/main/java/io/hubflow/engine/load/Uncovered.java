package io.hubflow.engine.load;

import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.report.SyncListener;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

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
        var known = told();
        var missing = known.stream().mapToLong(Shortfall::missing).sum();
        var places = known.stream().map(Shortfall::ids).distinct().toList();
        return Optional.of("HubSpot has " + missing + (missing == 1 ? " record" : " records")
                + " that it did not give, neither by search nor by list nor by id: " + words(places)
                + ". Everything else is in the table. The next run asks again"
                + (places.contains(IdRange.ALL) ? "." : "; if this stays, look at these ids in HubSpot."));
    }

    /**
     * Two phases that miss records of the same ids usually miss the same records. Of shortfalls that overlap, those of the
     * phase that misses the most, or that knows best where.
     */
    private List<Shortfall> told() {
        var all = IdIntervals.of(shortfalls.stream().map(Shortfall::ids).toList());
        var told = new ArrayList<Shortfall>();
        for (var place : all.ranges()) {
            shortfalls.stream()
                    .filter(one -> place.contains(one.ids().from()))
                    .collect(Collectors.groupingBy(Shortfall::phase, TreeMap::new, Collectors.toList()))
                    .values()
                    .stream()
                    .max(Comparator.comparingLong(Uncovered::missing)
                            .thenComparing(
                                    Comparator.comparingDouble(Uncovered::width).reversed()))
                    .ifPresent(told::addAll);
        }
        return told;
    }

    private static long missing(List<Shortfall> some) {
        return some.stream().mapToLong(Shortfall::missing).sum();
    }

    /** As a floating number, because several ranges without an end would overflow a long. */
    private static double width(List<Shortfall> some) {
        return some.stream().mapToDouble(one -> one.ids().width()).sum();
    }

    private static String words(List<IdRange> places) {
        var named = new ArrayList<String>();
        places.stream().limit(MOST_NAMED).forEach(place -> named.add(words(place)));
        var others = places.size() - named.size();
        if (others > 0) {
            named.add(others + (others == 1 ? " more range" : " more ranges"));
        }
        return String.join(", ", named);
    }

    private static String words(IdRange ids) {
        if (ids.equals(IdRange.ALL)) {
            return "which ones is not known";
        }
        if (ids.width() == 1) {
            return "id " + ids.from();
        }
        return ids.to() == IdRange.END ? "ids from " + ids.from() : "ids " + ids.from() + " to " + (ids.to() - 1);
    }
}
