package io.hubflow.engine.load;

import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.Batch;
import io.hubflow.engine.read.ListOrderBroken;
import io.hubflow.engine.read.Slice;
import io.hubflow.engine.read.SliceReader;
import io.hubflow.engine.read.SliceSink;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.ListRequest;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/**
 * Reads a range of ids by searches and lists at once, as a first load does (see {@link InterleavedReading}), for those who commit
 * elsewhere. For a portal of which a probe has shown that its list may be entered at any id. Used by one thread.
 */
public final class RangeReading {
    /** Batches that wait for the caller; each lane holds one more. */
    private static final int BATCHES_IN_FLIGHT = 4;

    private final SliceReader reader;
    private final EngineSettings.Lanes lanes;
    private final BooleanSupplier sortsIdsAsText;
    private final Runnable underWay;

    /**
     * @param lanes how many searches and lists at once, at most
     * @param sortsIdsAsText whether the reader has told by now that searches sort ids as text
     * @param underWay called once by the reading thread when a third of the records were read or asked for
     */
    public RangeReading(
            SliceReader reader, EngineSettings.Lanes lanes, BooleanSupplier sortsIdsAsText, Runnable underWay) {
        this.reader = reader;
        this.lanes = lanes;
        this.sortsIdsAsText = sortsIdsAsText;
        this.underWay = underWay;
    }

    /**
     * Ids that were not read.
     *
     * @param interleaved whether they can be read in the same way; otherwise this portal's list may not be entered there, or its
     *     ids have no ranks, and some of the ids may have been read
     */
    public record Left(IdRange ids, boolean interleaved) {}

    /**
     * Reads the records of the slice. What HubSpot counts and does not give is told to the reader's notices and not covered.
     *
     * @param rows about how many records the slice has; absent = not known
     * @param sink called by this thread. Once it does not answer {@link IdRange#END}, what is under way is read to its end: a
     *     few thousand records at most
     * @return what is left to read; absent when the sink had the slice to its end
     * @throws ConnectorException as {@link SliceReader} does; what the sink has accepted by then stays valid
     */
    public Optional<Left> read(Slice.Snapshot slice, OptionalLong rows, SliceSink sink) {
        var batches = new ArrayBlockingQueue<Optional<Batch>>(BATCHES_IN_FLIGHT);
        var reading = new InterleavedReading(new Place(slice, batches), IdIntervals.of(slice.ids()), rows);
        var covered = IdIntervals.NONE;
        var twoThirds = rows.orElse(0) / ListRequest.MAX_LIMIT * 2 / 3;
        var wellUnderWay = false;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = threads.submit(() -> {
                try {
                    run(reading);
                } finally {
                    batches.put(Optional.empty());
                }
                return null;
            });
            try {
                for (var next = batches.take(); next.isPresent(); next = batches.take()) {
                    var batch = next.get();
                    covered = batch.covered().map(covered::plus).orElse(covered);
                    if (!wellUnderWay && reading.pagesLeft() <= twoThirds) {
                        wellUnderWay = true;
                        underWay.run();
                    }
                    if (sink.accept(batch) != IdRange.END) {
                        reading.end();
                    }
                }
                running.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause
                        ? cause
                        : ConnectorException.of("Reading " + slice.objectType(), e.getCause());
            } catch (InterruptedException e) {
                throw ConnectorException.interrupted(e);
            } finally {
                threads.shutdownNow();
            }
        }
        return reading.isStopped()
                ? fromFirst(covered.gapsIn(slice.ids()), slice.ids(), false)
                : fromFirst(reading.left(), slice.ids(), true);
    }

    private static Optional<Left> fromFirst(IdIntervals left, IdRange ids, boolean interleaved) {
        return left.ranges().stream()
                .findFirst()
                .map(first -> new Left(new IdRange(first.from(), ids.to()), interleaved));
    }

    private static void run(InterleavedReading reading) {
        var all = new ArrayList<>(reading.searchLanes());
        all.addAll(reading.listLanes());
        Lanes.run(all);
    }

    /** Hands batches over to the thread that asked for them. */
    private final class Place implements InterleavedReading.Place {
        private final Slice.Snapshot slice;
        private final BlockingQueue<Optional<Batch>> batches;

        Place(Slice.Snapshot slice, BlockingQueue<Optional<Batch>> batches) {
            this.slice = slice;
            this.batches = batches;
        }

        @Override
        public SliceReader reader() {
            return reader;
        }

        @Override
        public EngineSettings.Lanes lanes() {
            return lanes;
        }

        @Override
        public Slice search(IdRange ids) {
            return new Slice.Snapshot(
                    slice.objectType(), ids, slice.modifiedFromMillis(), slice.modifiedBeforeMillis());
        }

        @Override
        public boolean list(IdRange ids, OptionalLong counted, SliceSink sink) {
            try {
                reader.readList(new Slice.Refresh(slice.objectType(), ids, 0), counted, sink);
                return true;
            } catch (ListOrderBroken e) {
                return false;
            }
        }

        @Override
        public boolean sortsIdsAsText() {
            return sortsIdsAsText.getAsBoolean();
        }

        @Override
        public void keep(Batch batch) {
            try {
                batches.put(Optional.of(batch));
            } catch (InterruptedException e) {
                throw ConnectorException.interrupted(e);
            }
        }

        @Override
        public void nearEnd() {
            // The rows are committed elsewhere.
        }
    }
}
