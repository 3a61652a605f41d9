package io.hubflow.nifi.fetch;

import io.hubflow.nifi.HubSpotAttributes;
import io.hubflow.nifi.SliceRanges;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.FlowFileFilter.FlowFileFilterResult;
import org.apache.nifi.processor.ProcessSession;
import org.jspecify.annotations.Nullable;

/**
 * Which slice of the incoming queue is next. HubSpot meters searches apart from everything else, and a few tasks use up that
 * limit: more of them would wait for each other and keep lists from being read. So at most three tasks in eight search; the
 * others take the next slice of another kind, or none.
 *
 * <p>A slice that is read by searches and lists at once uses both limits by itself. The next one of this kind is taken when it is
 * well under way. If they began together, they would also end together, and neither limit would be used up then
 * ({@code docs/decisions/0054}).
 *
 * <p>Thread-safe: the tasks of one processor on one node share it.
 */
final class SliceQueue {
    private static final int SEARCHES = 3;
    private static final int OF_TASKS = 8;

    private final AtomicInteger searching = new AtomicInteger();
    private final AtomicInteger interleaving = new AtomicInteger();

    /**
     * For one trigger.
     *
     * @param tasks how many triggers run at once
     */
    Turn turn(int tasks) {
        // At least one, or a processor of one task would never search.
        return new Turn(Math.max(1, Math.ceilDiv(tasks * SEARCHES, OF_TASKS)));
    }

    /** What one task takes; closed when it was read. */
    final class Turn implements AutoCloseable {
        private final int mostSearches;
        private @Nullable AtomicInteger place;
        private boolean heldBack;

        private Turn(int mostSearches) {
            this.mostSearches = mostSearches;
        }

        /** Null when there is nothing that may be read now. To be called before anything else is done in the session. */
        @Nullable
        FlowFile take(ProcessSession session) {
            // NiFi's own order: connections take turns, a prioritizer has its say.
            var next = session.get();
            if (next == null || mayRead(next)) {
                return next;
            }
            session.rollback();
            var others = session.get(flowFile -> mayRead(flowFile)
                    ? FlowFileFilterResult.ACCEPT_AND_TERMINATE
                    : FlowFileFilterResult.REJECT_AND_CONTINUE);
            heldBack = others.isEmpty();
            return heldBack ? null : others.get(0);
        }

        /** Whether there were only slices that have to wait. */
        boolean heldBack() {
            return heldBack;
        }

        /** The slice is well under way: the next one of its kind may be taken. */
        void giveWay() {
            var held = place;
            place = null;
            if (held != null) {
                held.decrementAndGet();
            }
        }

        @Override
        public void close() {
            giveWay();
        }

        private boolean mayRead(FlowFile flowFile) {
            var kind = flowFile.getAttribute(HubSpotAttributes.SLICE_KIND);
            if (SliceRanges.INTERLEAVED.equals(kind)) {
                return mayTake(interleaving, 1);
            }
            return !SliceRanges.isSearched(kind) || mayTake(searching, mostSearches);
        }

        private boolean mayTake(AtomicInteger places, int most) {
            if (places.incrementAndGet() <= most) {
                place = places;
                return true;
            }
            places.decrementAndGet();
            return false;
        }
    }
}
