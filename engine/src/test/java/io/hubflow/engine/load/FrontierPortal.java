package io.hubflow.engine.load;

import io.hubflow.engine.range.IdRange;
import io.hubflow.hubspot.SearchRequest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

/** The ids of a portal's records, in memory, as HubSpot's search counts and shows them. */
final class FrontierPortal {
    /** How the ids lie: each next to the other, far apart, or in heaps that are far apart. */
    enum Spacing {
        DENSE,
        SPARSE,
        CLUSTERED
    }

    private static final int MOST_APART = 1_000_000;

    private long[] ids;
    private int size;
    /** Counted, and shown by no search. */
    private final Set<Long> omitted = new HashSet<>();

    FrontierPortal(int records, Spacing spacing, SplittableRandom random) {
        ids = new long[records];
        size = records;
        var id = 1L + random.nextInt(1_000);
        for (var i = 0; i < records; i++) {
            ids[i] = id;
            id += switch (spacing) {
                case DENSE -> 1;
                case SPARSE -> 1 + random.nextInt(MOST_APART);
                case CLUSTERED -> random.nextInt(150) == 0 ? MOST_APART : 1;
            };
        }
    }

    /** What a search shows. @param shown may be empty */
    record Page(long[] shown, long total, boolean isLast) {}

    /**
     * The matches of a range from an offset on.
     *
     * @param limit how many at most; HubSpot may show fewer than it was asked for
     * @throws AssertionError when HubSpot would refuse the search
     */
    Page search(IdRange range, long offset, int limit) {
        if (offset < 0 || offset + SearchRequest.MAX_LIMIT > SearchRequest.MAX_WINDOW) {
            throw new AssertionError("HubSpot refuses a search at offset " + offset);
        }
        var end = below(range.to());
        var first = (int) Math.min(end, below(range.from()) + offset);
        var last = Math.min(end, first + limit);
        var shown = Arrays.copyOfRange(ids, first, last);
        return new Page(
                omitted.isEmpty()
                        ? shown
                        : Arrays.stream(shown)
                                .filter(id -> !omitted.contains(id))
                                .toArray(),
                count(range),
                last == end);
    }

    int size() {
        return size;
    }

    long id(int index) {
        return ids[index];
    }

    int count(IdRange range) {
        return below(range.to()) - below(range.from());
    }

    /** The ids now. */
    long[] ids() {
        return Arrays.copyOf(ids, size);
    }

    void omit(long id) {
        omitted.add(id);
    }

    /** The record is archived, or no longer matches. */
    void remove(int index) {
        System.arraycopy(ids, index + 1, ids, index, size - index - 1);
        size--;
    }

    /** A record is created or restored; one that is there stays. */
    void add(long id) {
        var index = below(id);
        if (index < size && ids[index] == id) {
            return;
        }
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, size + 1_000);
        }
        System.arraycopy(ids, index, ids, index + 1, size - index);
        ids[index] = id;
        size++;
    }

    /** How many records lie below an id. */
    private int below(long id) {
        var found = Arrays.binarySearch(ids, 0, size, id);
        return found < 0 ? -found - 1 : found;
    }
}
