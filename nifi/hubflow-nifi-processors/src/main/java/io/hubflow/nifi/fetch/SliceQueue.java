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
 * <p>Thread-safe: the tasks of one processor on one node share it.
 */
final class SliceQueue {
    private static final int SEARCHES = 3;
    private static final int OF_TASKS = 8;

    private final AtomicInteger searching = new AtomicInteger();

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
        private boolean searches;
        private boolean heldBack;

        private Turn(int mostSearches) {
            this.mostSearches = mostSearches;
        }

        /** Null when there is nothing that may be read now. */
        @Nullable
        FlowFile take(ProcessSession session) {
            var taken = session.get(this::consider);
            return taken.isEmpty() ? null : taken.get(0);
        }

        /** Whether there was a search that had to wait. */
        boolean heldBack() {
            return heldBack;
        }

        @Override
        public void close() {
            if (searches) {
                searching.decrementAndGet();
            }
        }

        private FlowFileFilterResult consider(FlowFile flowFile) {
            if (!SliceRanges.isSearched(flowFile.getAttribute(HubSpotAttributes.SLICE_KIND))) {
                return FlowFileFilterResult.ACCEPT_AND_TERMINATE;
            }
            if (searching.incrementAndGet() > mostSearches) {
                searching.decrementAndGet();
                heldBack = true;
                return FlowFileFilterResult.REJECT_AND_CONTINUE;
            }
            searches = true;
            return FlowFileFilterResult.ACCEPT_AND_TERMINATE;
        }
    }
}
