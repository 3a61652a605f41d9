package io.hubflow.engine.slice;

import io.hubflow.engine.checkpoint.ListPosition;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Reads the list page after page by HubSpot's own cursors: the one way of reading that needs nothing proven. The next page
 * is asked for while those before it are completed, typed and handed on, in order, by one other thread.
 */
public final class SerialList {
    private final SliceReader reader;
    private final int pagesInFlight;

    /** @param pagesInFlight pages that may be waiting to be handed on; bounds the memory */
    public SerialList(SliceReader reader, int pagesInFlight) {
        this.reader = reader;
        this.pagesInFlight = pagesInFlight;
    }

    /** Takes the pages in order, from one thread. */
    @FunctionalInterface
    public interface Sink {
        /**
         * @param next where the list goes on after this batch; the start again after the last one
         * @return false to stop; a few pages more may be read, none is handed on
         */
        boolean accept(Batch batch, ListPosition next);
    }

    /**
     * Each batch covers the ids from the page before it up to its last one; the last batch covers everything above. Should
     * a page not ascend, nothing is covered until the list ends, and then all from {@code start} on.
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
            var pages = new ArrayBlockingQueue<Page>(pagesInFlight);
            var handing = threads.submit(() -> handOn(start, modifiedFromMillis, pages, sink));
            try {
                fetchPages(start, fetcher, threads, pages, handing);
                handing.get();
            } catch (ExecutionException e) {
                throw unwrap(e);
            } catch (InterruptedException e) {
                throw interrupted(e);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private void fetchPages(
            ListPosition start,
            RecordFetcher fetcher,
            ExecutorService threads,
            BlockingQueue<Page> pages,
            Future<?> handing)
            throws InterruptedException {
        var after = start.cursor().isEmpty() ? Optional.<String>empty() : Optional.of(start.cursor());
        do {
            var listed = fetcher.list(after);
            ListPages.requireProgress(after, listed.page().nextAfter());
            after = listed.page().nextAfter();
            var page = new Page(listed, threads.submit(() -> fetcher.complete(listed)));
            while (!pages.offer(page, 100, TimeUnit.MILLISECONDS)) {
                if (handing.isDone()) {
                    return;
                }
            }
        } while (after.isPresent() && !handing.isDone());
    }

    private Void handOn(ListPosition start, long modifiedFromMillis, BlockingQueue<Page> pages, Sink sink)
            throws InterruptedException {
        var proceed = new boolean[] {true};
        var next = new ListPosition[] {start};
        var delivery = reader.delivery(
                batch -> {
                    proceed[0] = sink.accept(batch, next[0]);
                    return IdRange.END;
                },
                modifiedFromMillis,
                start.nextId());
        var position = start.nextId();
        var ascending = true;
        Set<Long> pageBefore = Set.of();
        while (proceed[0]) {
            var page = pages.take();
            var upTo = position;
            var ids = page.listed.ids();
            for (var id : ids) {
                // A page may begin again with rows of the one before.
                ascending &= id >= upTo || pageBefore.contains(id);
                upTo = Math.max(upTo, id + 1);
            }
            pageBefore = Arrays.stream(ids).boxed().collect(Collectors.toSet());
            var cursor = page.listed.page().nextAfter();
            var end = cursor.isEmpty() ? IdRange.END : upTo;
            var from = ascending ? position : start.nextId();
            var covered = (ascending || cursor.isEmpty()) && end > from
                    ? Optional.of(new IdRange(from, end))
                    : Optional.<IdRange>empty();
            next[0] = cursor.isEmpty() ? ListPosition.START : ascending ? new ListPosition(end, cursor.get()) : start;
            try {
                delivery.deliver(page.fetched.get(), covered, OptionalLong.empty());
            } catch (ExecutionException e) {
                throw unwrap(e);
            }
            if (cursor.isEmpty()) {
                return null;
            }
            position = upTo;
        }
        return null;
    }

    private static RuntimeException unwrap(ExecutionException e) {
        return e.getCause() instanceof RuntimeException cause
                ? cause
                : new IllegalStateException("a list page failed", e.getCause());
    }

    private static ConnectorException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ConnectorException(
                ErrorCode.INTERRUPTED, "The run was interrupted.", "What was committed stays.", "Run it again.", e);
    }

    private record Page(RecordFetcher.Listed listed, Future<RecordFetcher.Fetched> fetched) {}
}
