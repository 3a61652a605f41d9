package io.hubflow.nifi.list;

import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.IdBounds;
import io.hubflow.engine.read.Slice;
import io.hubflow.engine.read.SliceReader;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.SearchRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

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
    /** Slices that use searches and lists at once keep fewer tasks busy. */
    private static final int GOOD_INTERLEAVED_SLICES = 4;
    /** Smaller slices are not worth their search: twenty list pages. */
    private static final long LEAST_ROWS = 2_000;
    /** The same for slices that use searches and lists at once: ten searches and twenty lists. */
    private static final long LEAST_INTERLEAVED_ROWS = 4_000;
    /** The furthest record that one search can point at, with room for arrivals. */
    private static final long REACH = SearchRequest.MAX_WINDOW - SearchRequest.MAX_LIMIT;

    private final SliceReader reader;
    private final long leastRows;
    private final long mostRows;
    private final int goodSlices;

    /** @param mostRows about as many records as a slice may hold; more only where there were too many slices */
    SliceSplitter(SliceReader reader, long mostRows) {
        this(reader, LEAST_ROWS, mostRows, GOOD_SLICES);
    }

    private SliceSplitter(SliceReader reader, long leastRows, long mostRows, int goodSlices) {
        this.reader = reader;
        this.leastRows = leastRows;
        this.mostRows = mostRows;
        this.goodSlices = goodSlices;
    }

    /** For slices that are read by searches and lists at once. */
    static SliceSplitter interleaved(SliceReader reader, long mostRows) {
        return new SliceSplitter(reader, LEAST_INTERLEAVED_ROWS, mostRows, GOOD_INTERLEAVED_SLICES);
    }

    /** Whether slices of at most so many records are worth being read by searches and lists at once. */
    static boolean mayInterleave(long mostRows) {
        return mostRows >= LEAST_INTERLEAVED_ROWS;
    }

    /**
     * A range and about how many records it holds.
     *
     * @param rowsBelow about how many records have lower ids
     */
    record CountedRange(IdRange ids, long rows, long rowsBelow) {}

    /** Finds the id at a rank of the ids of a range. */
    private interface Ranking {
        OptionalLong find(IdRange ids, long rank);
    }

    /** Takes the id of each cut with its number, from 0; false ends the chain. */
    private interface Cuts {
        boolean cut(long id, int number);
    }

    /** Ascending and without gaps; the first reaches down to 0, the last up to every id to come. */
    List<CountedRange> split(Slice whole, IdBounds bounds) {
        var ranges = new ArrayList<CountedRange>();
        split(whole, bounds, ranges::addAll);
        ranges.sort(Comparator.comparingLong(range -> range.ids().from()));
        return ranges;
    }

    /**
     * The same ranges as soon as they are known, from both ends to the middle.
     *
     * @param found called by this thread, with at least one range
     */
    void split(Slice whole, IdBounds bounds, Consumer<List<CountedRange>> found) {
        var rows = rowsPerSlice(bounds.total());
        var cuts = (bounds.total() - 1) / rows;
        if (bounds.total() <= rows + rows / 2 || cuts == 0) {
            found.accept(List.of(new CountedRange(IdRange.ALL, bounds.total(), 0)));
        } else {
            cutFromBothEnds(whole, bounds, rows, cuts, found);
        }
    }

    private long rowsPerSlice(long total) {
        var good = Math.clamp(total / goodSlices, Math.min(leastRows, mostRows), mostRows);
        return cheapest(Math.max(good, total / MOST_SLICES));
    }

    /** As many rows as one search reaches, or a multiple: slices a little larger would cost a search more each. */
    private static long cheapest(long rows) {
        return rows <= REACH ? rows : rows / REACH * REACH;
    }

    private void cutFromBothEnds(
            Slice whole, IdBounds bounds, long rows, long cuts, Consumer<List<CountedRange>> found) {
        var used = new IdRange(0, bounds.highest() + 1);
        var ends = new Ends(bounds.total(), rows);
        var fromBottom = (cuts + 1) / 2;
        Ranking bottom = (ids, rank) -> reader.fetchIdFromBottom(whole, ids, rank);
        Ranking top = (ids, rank) -> reader.fetchIdFromTop(whole, ids, rank);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var upwards = threads.submit(ends.chain(
                    () -> chain(used, rows, fromBottom, bottom, (ids, id) -> new IdRange(id, ids.to()), ends::bottom)));
            var downwards = threads.submit(ends.chain(() ->
                    chain(used, rows, cuts - fromBottom, top, (ids, id) -> new IdRange(ids.from(), id), ends::top)));
            try {
                ends.drainTo(found);
                upwards.get();
                downwards.get();
            } finally {
                ends.stop();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw ConnectorException.interrupted("Interrupted while slices were planned.", e);
        }
        ends.middle().ifPresent(range -> found.accept(List.of(range)));
    }

    /** What is left of a range beyond a cut. */
    private interface Rest {
        IdRange beyond(IdRange ids, long id);
    }

    /** So many cuts one after the other, each so many rows further; fewer when the rows end or their order is not numeric. */
    private static void chain(IdRange used, long rows, long count, Ranking ranking, Rest rest, Cuts cuts) {
        var left = used;
        for (var number = 0; number < count; number++) {
            for (var missing = rows; missing > 0; missing -= REACH) {
                var id = ranking.find(left, Math.min(missing, REACH));
                if (id.isEmpty() || id.getAsLong() <= left.from() || id.getAsLong() >= left.to()) {
                    return;
                }
                left = rest.beyond(left, id.getAsLong());
            }
            if (!cuts.cut(left.from() == used.from() ? left.to() : left.from(), number)) {
                return;
            }
        }
    }

    /** Where the two chains of cuts are, and the ranges that they have found. Thread-safe. */
    private static final class Ends {
        private final long total;
        private final long rows;
        private final BlockingQueue<Optional<CountedRange>> found = new LinkedBlockingQueue<>();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicLong bottom = new AtomicLong();
        private final AtomicLong top = new AtomicLong(IdRange.END);
        private final AtomicInteger cuts = new AtomicInteger();
        private final AtomicInteger cutsBelow = new AtomicInteger();

        Ends(long total, long rows) {
            this.total = total;
            this.rows = rows;
        }

        /** A chain that tells when it has ended. One that fails ends the other, too. */
        Callable<Void> chain(Runnable work) {
            return () -> {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    stop();
                    throw e;
                } finally {
                    found.add(Optional.empty());
                }
                return null;
            };
        }

        void stop() {
            stopped.set(true);
        }

        boolean bottom(long id, int number) {
            cutsBelow.incrementAndGet();
            return add(new IdRange(bottom.getAndSet(id), id), number * rows);
        }

        boolean top(long id, int number) {
            return add(new IdRange(id, top.getAndSet(id)), Math.max(0, total - (number + 1) * rows));
        }

        private boolean add(IdRange ids, long rowsBelow) {
            cuts.incrementAndGet();
            found.add(Optional.of(new CountedRange(ids, rows, rowsBelow)));
            return !stopped.get();
        }

        /** Until both chains have ended. */
        void drainTo(Consumer<List<CountedRange>> sink) throws InterruptedException {
            for (var running = 2; running > 0; ) {
                var next = new ArrayList<Optional<CountedRange>>();
                next.add(found.take());
                found.drainTo(next);
                running -= (int) next.stream().filter(Optional::isEmpty).count();
                var ranges = next.stream().flatMap(Optional::stream).toList();
                if (!ranges.isEmpty()) {
                    sink.accept(ranges);
                }
            }
        }

        /** What lies between the chains once both have ended. */
        Optional<CountedRange> middle() {
            var below = cutsBelow.get() * rows;
            return bottom.get() < top.get()
                    ? Optional.of(new CountedRange(
                            new IdRange(bottom.get(), top.get()), Math.max(1, total - rows * cuts.get()), below))
                    : Optional.empty();
        }
    }
}
