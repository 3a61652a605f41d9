package io.hubflow.engine.read;

import io.hubflow.engine.checkpoint.ListPosition;
import io.hubflow.engine.range.IdRange;
import io.hubflow.error.ConnectorException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * Reads the list page after page by HubSpot's own cursors: the one way of reading that needs nothing proven. The next page
 * is asked for while those before it are completed, typed and handed on, in order, by one other thread.
 */
public final class SerialList {
    private final SliceReader reader;
    private final int pagesInFlight;
    private final OptionalLong compareIdsUpTo;
    private final OptionalLong counted;

    /** @param pagesInFlight pages that may be waiting to be handed on; fewer where they are large */
    public SerialList(SliceReader reader, int pagesInFlight) {
        this(reader, pagesInFlight, OptionalLong.of(0), OptionalLong.empty());
    }

    /**
     * @param compareIdsUpTo a list of at most so many records is compared with the search id by id, not by number alone
     * @param counted how many records HubSpot has just counted in all; absent = not counted
     */
    public SerialList(SliceReader reader, int pagesInFlight, long compareIdsUpTo, OptionalLong counted) {
        this(reader, pagesInFlight, OptionalLong.of(compareIdsUpTo), counted);
    }

    private SerialList(SliceReader reader, int pagesInFlight, OptionalLong compareIdsUpTo, OptionalLong counted) {
        this.reader = reader;
        this.pagesInFlight = pagesInFlight;
        this.compareIdsUpTo = compareIdsUpTo;
        this.counted = counted;
    }

    /** The list of a type that cannot be searched: there is nothing to compare it with. */
    public static SerialList unchecked(SliceReader reader, int pagesInFlight) {
        return new SerialList(reader, pagesInFlight, OptionalLong.empty(), OptionalLong.empty());
    }

    /** Searches that compare the ids of so many records where nothing is missing. Shared with the forecast. */
    public static long searchesToCompare(long records) {
        return RangeCheck.searchesToProve(records);
    }

    /** Takes the pages in order, from one thread. */
    @FunctionalInterface
    public interface Sink {
        /**
         * @param next where the list is to be taken up so that nothing is left out that is not covered yet; the start again
         *     after the last batch
         * @return false to stop; a few pages more may be read, none is handed on
         */
        boolean accept(Batch batch, ListPosition next);
    }

    /**
     * Ids are covered section by section, once {@link RangeCheck} has compared the section with what HubSpot's search counts;
     * the last section covers everything above. Should a page not ascend, nothing more is covered until the list ends.
     */
    public void read(ListPosition start, Slice.Refresh slice, Sink sink) {
        read(start, reader.fetcher(), slice.modifiedFromMillis(), sink);
    }

    /** The same for archived records. What it covers are ids of archived records alone. */
    public void readArchived(ListPosition start, Sink sink) {
        read(start, reader.archivedFetcher(), 0, sink);
    }

    private void read(ListPosition start, RecordFetcher fetcher, long modifiedFromMillis, Sink sink) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var pages = new Pages(fetcher.waitingPages(pagesInFlight));
            var handing = threads.submit(() -> {
                try {
                    return handOn(start, fetcher, modifiedFromMillis, pages, sink);
                } finally {
                    pages.close();
                }
            });
            try {
                fetchPages(start, fetcher, threads, pages);
                handing.get();
            } catch (ExecutionException e) {
                throw unwrap(e);
            } catch (InterruptedException e) {
                throw ConnectorException.interrupted(e);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private void fetchPages(ListPosition start, RecordFetcher fetcher, ExecutorService threads, Pages pages)
            throws InterruptedException {
        var after = start.cursor().isEmpty() ? Optional.<String>empty() : Optional.of(start.cursor());
        Page page;
        do {
            var listed = fetcher.list(after);
            ListPages.requireProgress(after, listed.page().nextAfter());
            after = listed.page().nextAfter();
            page = new Page(listed, threads.submit(() -> fetcher.complete(listed)));
        } while (pages.put(page) && after.isPresent());
    }

    private Void handOn(ListPosition start, RecordFetcher fetcher, long modifiedFromMillis, Pages pages, Sink sink)
            throws InterruptedException {
        var out = new PositionedSink(sink, start);
        var delivery = reader.delivery(out, modifiedFromMillis);
        var sections = reader.sections(fetcher, delivery, compareIdsUpTo, counted, start.nextId());
        var position = start.nextId();
        if (!start.cursor().isEmpty()) {
            sections.goesOn(start.cursor(), position);
        }
        var ascending = true;
        Set<Long> pageBefore = Set.of();
        while (true) {
            var page = pages.take();
            for (var id : page.listed.ids()) {
                // A page may begin again with rows of the one before.
                ascending &= id >= position || pageBefore.contains(id);
                position = Math.max(position, id + 1);
            }
            pageBefore = Arrays.stream(page.listed.ids()).boxed().collect(Collectors.toSet());
            sections.add(page.listed.keysIn(IdRange.ALL));
            deliver(page, delivery);
            var goOn = out.proceed;
            var cursor = page.listed.page().nextAfter();
            if (cursor.isEmpty()) {
                out.moveTo(ListPosition.START, sections::closeLast);
                return null;
            }
            sections.goesOn(cursor.get(), position);
            if (ascending && (!goOn || sections.endsBy(position))) {
                var end = position;
                out.moveTo(
                        new ListPosition(end, cursor.get()),
                        goOn ? () -> sections.closeBy(end) : () -> sections.closeAt(end));
            }
            if (!goOn) {
                return null;
            }
        }
    }

    private static void deliver(Page page, Delivery delivery) throws InterruptedException {
        try {
            delivery.deliver(page.fetched.get(), Optional.empty(), OptionalLong.empty());
        } catch (ExecutionException e) {
            throw unwrap(e);
        }
    }

    private static RuntimeException unwrap(ExecutionException e) {
        return e.getCause() instanceof RuntimeException cause
                ? cause
                : ConnectorException.of("Reading a list page", e.getCause());
    }

    /**
     * Hands batches on with the position to go on from. It moves with the last batch of what is settled below it: a call that
     * fails while sections are compared leaves nothing behind the position that is not covered.
     */
    private static final class PositionedSink implements SliceSink {
        private final Sink sink;
        private ListPosition next;
        private boolean proceed = true;
        private boolean settling;
        private Optional<Batch> newest = Optional.empty();

        PositionedSink(Sink sink, ListPosition start) {
            this.sink = sink;
            this.next = start;
        }

        @Override
        public long accept(Batch batch) {
            if (settling) {
                newest.ifPresent(this::handOn);
                newest = Optional.of(batch);
            } else {
                handOn(batch);
            }
            return IdRange.END;
        }

        void moveTo(ListPosition position, Runnable settle) {
            settling = true;
            settle.run();
            settling = false;
            next = position;
            newest.ifPresent(this::handOn);
            newest = Optional.empty();
        }

        private void handOn(Batch batch) {
            proceed = sink.accept(batch, next);
        }
    }

    private record Page(ListedPage listed, Future<FetchedRecords> fetched) {}

    /** Pages on their way from the thread that asks for them to the one that hands them on. */
    private static final class Pages {
        private final BlockingQueue<Page> waiting = new LinkedBlockingQueue<>();
        private final Semaphore room;
        private volatile boolean closed;

        Pages(int most) {
            room = new Semaphore(most);
        }

        /**
         * Waits while too many pages are under way.
         *
         * @return false when no page is taken any more
         */
        boolean put(Page page) throws InterruptedException {
            if (!closed) {
                room.acquire();
                waiting.add(page);
            }
            return !closed;
        }

        Page take() throws InterruptedException {
            var page = waiting.take();
            room.release();
            return page;
        }

        /** No page is taken any more; the thread that waits for room goes on. */
        void close() {
            closed = true;
            room.release();
        }
    }
}
