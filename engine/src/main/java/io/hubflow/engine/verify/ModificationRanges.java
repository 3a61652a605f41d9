package io.hubflow.engine.verify;

import io.hubflow.engine.absence.CountBisection;
import io.hubflow.engine.absence.SideBySide;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares versions without reading records: ranges of modification time that hold equally many rows of the table are counted
 * by search, and halved where the counts differ. A row that is older than its record stands in another range than the record,
 * unless both times lie in the same range; then only the ids of small tables, the sample, or {@code --full} tell.
 *
 * <p>Whether HubSpot's {@code total} is exact above 10,000 matches is documented nowhere (reference §4): one of exactly 10,000
 * is taken for capped and says nothing.
 */
final class ModificationRanges {
    /** A call each. Finds a random stale row with 97 %. */
    static final int MOST_RANGES = 32;

    /** As many rows as one search page shows. */
    static final int ROWS_PER_PAGE = 200;

    /** So few rows that the ids and times of all are compared: at most five calls. */
    static final int FEW_ROWS = 5 * ROWS_PER_PAGE;

    /** Pages read of a range that HubSpot has more records in than the table; the rest is found by the counts by id. */
    private static final int PAGES_PER_RANGE = 10;

    private final LiveSearch search;
    private final TableIndex index;
    private final Set<Long> without;
    private final int lanes;
    private final long[] times;
    private final long endMillis;

    /**
     * @param endMillis later modifications are fresh
     * @param without rows that are known to be fresh or wrong
     */
    ModificationRanges(LiveSearch search, TableIndex index, long endMillis, Set<Long> without, int lanes) {
        this.search = search;
        this.index = index;
        this.without = without;
        this.lanes = lanes;
        this.endMillis = endMillis;
        this.times = index.modificationsBefore(endMillis, without);
    }

    /** Counts that will be made, where everything is equal. */
    static int calls(long rows) {
        return rows <= FEW_ROWS
                ? (int) Math.max(1, Math.ceilDiv(rows, (long) ROWS_PER_PAGE))
                : (int) Math.min(MOST_RANGES, rows / ROWS_PER_PAGE);
    }

    private record Range(long from, long to) {}

    /** Ids of records whose version in the table may not be HubSpot's. */
    Set<Long> differing() {
        var suspects = new TreeSet<Long>();
        if (times.length <= FEW_ROWS) {
            look(new Range(0, endMillis), suspects);
            return suspects;
        }
        var open = cut(0, endMillis, times, calls(times.length));
        while (!open.isEmpty()) {
            var counts = new long[open.size()];
            var ranges = open;
            SideBySide.run(
                    ranges.size(),
                    lanes,
                    i -> counts[i] = search.countModified(
                            ranges.get(i).from(), ranges.get(i).to()));
            open = new ArrayList<>();
            for (var i = 0; i < counts.length; i++) {
                var range = ranges.get(i);
                var rows = timesWithin(range);
                if (counts[i] == rows.length || (counts[i] == CountBisection.EXACT_BELOW && rows.length > counts[i])) {
                    continue;
                }
                var halves = cut(range.from(), range.to(), rows, 2);
                if (rows.length <= ROWS_PER_PAGE || halves.size() == 1) {
                    look(range, suspects);
                } else {
                    open.addAll(halves);
                }
            }
        }
        return suspects;
    }

    private long[] timesWithin(Range range) {
        return Arrays.copyOfRange(times, first(range.from()), first(range.to()));
    }

    private int first(long millis) {
        var place = Arrays.binarySearch(times, millis);
        if (place < 0) {
            return -place - 1;
        }
        while (place > 0 && times[place - 1] == millis) {
            place--;
        }
        return place;
    }

    /** Ranges that hold about equally many rows; fewer where many rows have one time. */
    private static List<Range> cut(long from, long to, long[] rows, int parts) {
        var ranges = new ArrayList<Range>();
        var start = from;
        for (var part = 1; part < parts; part++) {
            var bound = rows[(int) ((long) rows.length * part / parts)];
            if (bound > start && bound < to) {
                ranges.add(new Range(start, bound));
                start = bound;
            }
        }
        ranges.add(new Range(start, to));
        return ranges;
    }

    private void look(Range range, Set<Long> suspects) {
        var found = search.listModified(range.from(), range.to(), PAGES_PER_RANGE);
        found.modifiedById().forEach((id, modified) -> {
            if (!without.contains(id) && index.modifiedAt(id) != modified) {
                suspects.add(id);
            }
        });
        if (found.whole()) {
            index.modifiedWithin(range.from(), range.to(), without).stream()
                    .filter(id -> !found.modifiedById().containsKey(id))
                    .forEach(suspects::add);
        }
    }
}
