package io.hubflow.engine.load;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.load.Frontier.Ask;
import io.hubflow.engine.load.Frontier.Stretch;
import io.hubflow.engine.load.Frontier.Verdict;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.Batch;
import io.hubflow.engine.read.RankedPage;
import io.hubflow.engine.read.Slice;
import io.hubflow.hubspot.ListRequest;
import io.hubflow.hubspot.SearchRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Search lanes that share a range of which nobody has counted the records, along a {@link Frontier}: one page at a time goes
 * ahead and leaves a stretch before it to the other lanes, which read it page after page by {@code KeysetSearch}. So every search
 * brings rows, and none is spent on cutting.
 *
 * <p>A record that leaves the range meanwhile, because it is modified once more, shifts the ranks of all above it. Ranks only
 * say where the range is parted, so that loses nothing: each id belongs to one page or to one stretch, and a page that brings
 * what follows on another begins at an id and not at a rank. That is why no two pages go ahead at once.
 */
final class SharedSearch {
    /** Search pages of a stretch: a second and a half at HubSpot's latency. */
    private static final long MOST_PAGES = 3;

    /** A stretch is at most this part of the pages that are left, so that the lanes end together. */
    private static final long PART = 3;

    private static final long LIST_PAGES_A_PAGE = SearchRequest.MAX_LIMIT / ListRequest.MAX_LIMIT;

    private final ObjectLoad load;
    private final Function<IdRange, Slice> slice;
    private final BiFunction<ObjectState, IdRange, ObjectState> cover;
    private final FirstCount counted;
    private final Frontier frontier;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Deque<Stretch> waiting = new ArrayDeque<>();
    /** Pages whose ids have to be compared. */
    private final Deque<Verdict> unproven = new ArrayDeque<>();

    private boolean asking;
    private boolean ending;

    /**
     * @param slice what a search reads of ids
     * @param counted told how many records there are
     */
    SharedSearch(
            ObjectLoad load,
            IdRange range,
            Function<IdRange, Slice> slice,
            BiFunction<ObjectState, IdRange, ObjectState> cover,
            FirstCount counted) {
        this.load = load;
        this.slice = slice;
        this.cover = cover;
        this.counted = counted;
        this.frontier = Frontier.ofSearches(range);
    }

    /**
     * Reads the range. One search, where that shows everything or nothing is there.
     *
     * @return false when the first page showed no record in the order of ids: what is not covered then is to be read another way
     */
    boolean read() {
        var first = frontier.next(0).orElseThrow();
        if (!search(first)) {
            return false;
        }
        if (!frontier.isDone() || !waiting.isEmpty() || !unproven.isEmpty()) {
            var lanes = new ArrayList<Lanes.Lane>();
            for (var i = 0; i < load.settings().lanes().search(); i++) {
                lanes.add(this::readOn);
            }
            Lanes.run(lanes);
        }
        return true;
    }

    private void readOn() throws InterruptedException {
        for (var next = awaitWork(); next.isPresent(); next = awaitWork()) {
            switch (next.get()) {
                case Work.Page page -> search(page.ask());
                case Work.Proof proof ->
                    proof.verdict().page().prove(proof.verdict().ids());
                case Work.Rows rows ->
                    load.reader().read(slice.apply(rows.stretch().ids()), this::keep);
            }
        }
    }

    /** @return whether it showed anything */
    private boolean search(Ask ask) {
        var ids = ask.within();
        var page = load.reader().readAt(slice.apply(ids), ids, ask.offset(), ask.withoutFirst(), this::keep);
        for (var verdict : take(ask, page)) {
            verdict.page().cover(verdict.ids());
        }
        commitNearEnd();
        return page.isPresent();
    }

    /** When no page goes ahead any more, what was read is written while the last stretches are read. */
    private void commitNearEnd() {
        lock.lock();
        try {
            if (!frontier.isAsked() || waiting.isEmpty() || ending) {
                return;
            }
            ending = true;
        } finally {
            lock.unlock();
        }
        load.commits().commitEarly();
    }

    /** @return verdicts on pages that are known to be whole */
    private List<Verdict> take(Ask ask, Optional<RankedPage> page) {
        lock.lock();
        try {
            page.ifPresent(shown -> counted.is(shown.total().orElse(shown.records())));
            var progress = frontier.answered(ask, page);
            asking = false;
            waiting.addAll(progress.stretches());
            progress.verdicts().stream().filter(verdict -> !verdict.whole()).forEach(unproven::addLast);
            moved.signalAll();
            return progress.verdicts().stream().filter(Verdict::whole).toList();
        } finally {
            lock.unlock();
        }
    }

    /** What a lane does next. */
    private sealed interface Work {
        record Page(Ask ask) implements Work {}

        record Proof(Verdict verdict) implements Work {}

        record Rows(Stretch stretch) implements Work {}
    }

    private Optional<Work> awaitWork() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                var ask = nextAsk();
                if (ask.isPresent()) {
                    asking = true;
                    return Optional.of(new Work.Page(ask.get()));
                }
                if (!unproven.isEmpty()) {
                    return Optional.of(new Work.Proof(unproven.removeFirst()));
                }
                if (!waiting.isEmpty()) {
                    return Optional.of(new Work.Rows(waiting.removeFirst()));
                }
                if (!asking) {
                    return Optional.empty();
                }
                moved.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** As long as each lane has a stretch to read after its own, no page goes further ahead. */
    private Optional<Ask> nextAsk() {
        return asking || waiting.size() >= load.settings().lanes().search()
                ? Optional.empty()
                : frontier.next(stretchPages(frontier.pagesLeft()));
    }

    /** @return how many list pages a stretch is long, as {@link Frontier} counts; whole search pages */
    static long stretchPages(long listPagesLeft) {
        var pages = listPagesLeft / LIST_PAGES_A_PAGE / PART;
        return Math.min(pages, MOST_PAGES) * LIST_PAGES_A_PAGE;
    }

    private long keep(Batch batch) {
        load.keep(batch, ObjectLoad.Progress.covering(cover));
        return IdRange.END;
    }
}
