package io.hubflow.simulator.index;

import io.hubflow.simulator.json.Hash;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ids of all matches of a search in its order, and where neighbours tie. Immutable.
 *
 * <p>Ties come in another order for each page, as the documentation promises no order for them: a reader who pages
 * through ties by offset sees some rows twice and others not at all.
 */
final class MatchSet {
    private static final BitSet NO_TIES = new BitSet();

    private final long[] ids;
    private final BitSet tiesWithPrevious;

    private MatchSet(long[] ids, BitSet tiesWithPrevious) {
        this.ids = ids;
        this.tiesWithPrevious = tiesWithPrevious;
    }

    /** One match with its sort key. */
    record Hit(long id, long key, @Nullable String text) implements Comparable<Hit> {
        @Override
        public int compareTo(Hit other) {
            int byKey = Long.compare(key, other.key);
            if (byKey == 0 && text != null && other.text != null) {
                byKey = text.compareTo(other.text);
            }
            return byKey;
        }
    }

    /** Ids without ties, in the order given. */
    static MatchSet ofIds(long[] ids) {
        return new MatchSet(ids, NO_TIES);
    }

    /** Hits sorted by key; hits of equal key tie. */
    static MatchSet ofHits(List<Hit> hits, boolean descending) {
        var sorted = hits.toArray(Hit[]::new);
        Arrays.sort(sorted, descending ? (a, b) -> b.compareTo(a) : Hit::compareTo);
        var ids = new long[sorted.length];
        var ties = new BitSet(sorted.length);
        for (int i = 0; i < sorted.length; i++) {
            ids[i] = sorted[i].id();
            if (i > 0 && sorted[i].compareTo(sorted[i - 1]) == 0) {
                ties.set(i);
            }
        }
        return new MatchSet(ids, ties);
    }

    int size() {
        return ids.length;
    }

    /** How many ids of an ascending set are in a range. */
    int countIn(Range range) {
        return Math.max(0, upperBound(range.high()) - lowerBound(range.low()));
    }

    /** A page of an ascending set restricted to a range. */
    long[] page(Range range, int offset, int limit) {
        int from = lowerBound(range.low()) + offset;
        int to = Math.min(upperBound(range.high()), from + limit);
        return from >= to ? new long[0] : Arrays.copyOfRange(ids, from, to);
    }

    /** A page of an ascending set restricted to a range, largest first. */
    long[] pageDescending(Range range, int offset, int limit) {
        int to = upperBound(range.high()) - offset;
        int from = Math.max(lowerBound(range.low()), to - limit);
        var page = new long[Math.max(0, to - from)];
        for (int i = 0; i < page.length; i++) {
            page[i] = ids[to - 1 - i];
        }
        return page;
    }

    /** The matches in a range, in the order they have, for sets that ids do not order. */
    MatchSet filtered(Range range) {
        if (range.isAll()) {
            return this;
        }
        var kept = new long[ids.length];
        var ties = new BitSet();
        int size = 0;
        boolean tied = true;
        for (int i = 0; i < ids.length; i++) {
            tied &= i > 0 && tiesWithPrevious.get(i);
            if (range.contains(ids[i])) {
                ties.set(size, tied && size > 0);
                kept[size++] = ids[i];
                tied = true;
            }
        }
        return new MatchSet(Arrays.copyOf(kept, size), ties);
    }

    /** A page; ties that touch it are shuffled by {@code shuffle}. */
    long[] page(int offset, int limit, long shuffle) {
        int from = Math.min(offset, ids.length);
        int to = Math.min(ids.length, from + limit);
        var page = Arrays.copyOfRange(ids, from, to);
        for (int at = from; at < to; ) {
            int runStart = at;
            while (runStart > 0 && tiesWithPrevious.get(runStart)) {
                runStart--;
            }
            int runEnd = tiesWithPrevious.nextClearBit(at + 1);
            runEnd = Math.min(runEnd, ids.length);
            if (runEnd - runStart > 1) {
                long[] run = shuffled(runStart, runEnd, shuffle);
                int copyEnd = Math.min(runEnd, to);
                System.arraycopy(run, at - runStart, page, at - from, copyEnd - at);
            }
            at = runEnd;
        }
        return page;
    }

    private long[] shuffled(int from, int to, long shuffle) {
        long[] run = Arrays.copyOfRange(ids, from, to);
        for (int i = run.length - 1; i > 0; i--) {
            int other = (int) Hash.below(Hash.mix(shuffle, i), i + 1L);
            long held = run[i];
            run[i] = run[other];
            run[other] = held;
        }
        return run;
    }

    private int lowerBound(long id) {
        int at = Arrays.binarySearch(ids, id);
        return at >= 0 ? at : -at - 1;
    }

    private int upperBound(long id) {
        return id == Long.MAX_VALUE ? ids.length : lowerBound(id + 1);
    }
}
