package io.hubflow.nifi.list;

import io.hubflow.engine.read.IdBounds;
import io.hubflow.engine.read.IdRange;
import io.hubflow.engine.read.Slice;
import io.hubflow.engine.read.SliceReader;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.SearchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/**
 * Cuts all ids into ranges that hold about the same number of records. Ids are sparse and uneven, so they are cut by rank:
 * one search, sorted by id and entered at an offset, tells the id that so many records lie below or above (decision 0004).
 * Two chains of cuts go from both ends to the middle, because planning waits for every answer.
 */
final class SliceSplitter {
    /** A load is cut into about this many slices at most; into up to twice as many where that costs no search more. */
    private static final int MOST_SLICES = 100;
    /** A load is cut into about this many slices at least, so that many tasks and nodes end at the same time. */
    private static final int GOOD_SLICES = 16;
    /** Smaller slices are not worth their search: twenty list pages. */
    private static final long LEAST_ROWS = 2_000;
    /** The furthest record that one search can point at, with room for arrivals. */
    private static final long REACH = SearchRequest.MAX_WINDOW - SearchRequest.MAX_LIMIT;

    private final SliceReader reader;
    private final long mostRows;

    /** @param mostRows about as many records as a slice may hold; more only where there were too many slices */
    SliceSplitter(SliceReader reader, long mostRows) {
        this.reader = reader;
        this.mostRows = mostRows;
    }

    /** A range and about how many records it holds. */
    record CountedRange(IdRange ids, long rows) {}

    /** Finds the id at a rank of the ids of a range. */
    private interface Ranking {
        OptionalLong find(IdRange ids, long rank);
    }

    /** Ascending and without gaps; the first reaches down to 0, the last up to every id to come. */
    List<CountedRange> split(Slice whole, IdBounds bounds) {
        var rows = rowsPerSlice(bounds.total());
        var cuts = (bounds.total() - 1) / rows;
        if (bounds.total() <= rows + rows / 2 || cuts == 0) {
            return List.of(new CountedRange(IdRange.ALL, bounds.total()));
        }
        var lower = (cuts + 1) / 2;
        return ranges(cuts(whole, bounds, rows, lower, cuts - lower), bounds, rows);
    }

    private long rowsPerSlice(long total) {
        var good = Math.clamp(total / GOOD_SLICES, Math.min(LEAST_ROWS, mostRows), mostRows);
        return cheapest(Math.max(good, total / MOST_SLICES));
    }

    /** As many rows as one search reaches, or a multiple: slices a little larger would cost a search more each. */
    private static long cheapest(long rows) {
        return rows <= REACH ? rows : rows / REACH * REACH;
    }

    private TreeSet<Long> cuts(Slice whole, IdBounds bounds, long rows, long fromBottom, long fromTop) {
        var used = new IdRange(bounds.lowest(), bounds.highest() + 1);
        var cuts = new TreeSet<Long>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<List<Long>> down = () -> {
                Ranking top = (ids, rank) -> reader.fetchIdFromTop(whole, ids, rank);
                return chain(used, rows, fromTop, top, (ids, id) -> new IdRange(ids.from(), id));
            };
            var downwards = threads.submit(down);
            Ranking bottom = (ids, rank) -> reader.fetchIdFromBottom(whole, ids, rank);
            cuts.addAll(chain(used, rows, fromBottom, bottom, (ids, id) -> new IdRange(id, ids.to())));
            cuts.addAll(downwards.get());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw ConnectorException.interrupted("Interrupted while slices were planned.", e);
        }
        return cuts;
    }

    /** What is left of a range beyond a cut. */
    private interface Rest {
        IdRange beyond(IdRange ids, long id);
    }

    /** So many cuts one after the other, each so many rows further; fewer when the rows end or their order is not numeric. */
    private static List<Long> chain(IdRange used, long rows, long count, Ranking ranking, Rest rest) {
        var cuts = new ArrayList<Long>();
        var left = used;
        while (cuts.size() < count) {
            for (var missing = rows; missing > 0; missing -= REACH) {
                var id = ranking.find(left, Math.min(missing, REACH));
                if (id.isEmpty() || id.getAsLong() <= left.from() || id.getAsLong() >= left.to()) {
                    return cuts;
                }
                left = rest.beyond(left, id.getAsLong());
            }
            cuts.add(left.from() == used.from() ? left.to() : left.from());
        }
        return cuts;
    }

    private static List<CountedRange> ranges(TreeSet<Long> cuts, IdBounds bounds, long rows) {
        var ranges = new ArrayList<CountedRange>();
        var from = 0L;
        for (var cut : cuts) {
            ranges.add(new CountedRange(new IdRange(from, cut), rows));
            from = cut;
        }
        ranges.add(new CountedRange(new IdRange(from, IdRange.END), Math.max(1, bounds.total() - rows * cuts.size())));
        return List.copyOf(ranges);
    }
}
