package io.hubflow.engine.load;

import io.hubflow.engine.load.Frontier.Ask;
import io.hubflow.engine.load.Frontier.Progress;
import io.hubflow.engine.load.Frontier.Stretch;
import io.hubflow.engine.load.Frontier.Verdict;
import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.Batch;
import io.hubflow.engine.read.RankedPage;
import io.hubflow.engine.read.Slice;
import io.hubflow.engine.read.SliceReader;
import io.hubflow.engine.read.SliceSink;
import io.hubflow.engine.settings.EngineSettings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lanes that read ranges of ids by searches and lists at once, see {@link Frontier}. Every search brings rows, and none is spent
 * on cutting.
 *
 * <p>How much is left to lists before a page is whatever lists have room for: they are given as many pages as they have read
 * since. So both of HubSpot's budgets are used up, however large they are, and nobody has to know them. When no page is left to
 * search for, search lanes read what still waits, unless a list lane has nothing else to do.
 *
 * <p>It stops where this portal turns out to sort ids as text or not to let its list be entered. What is not covered then is left
 * to others.
 */
final class InterleavedReading {
    private final Place place;
    private final StretchSizes sizes;
    private final List<Frontier> frontiers;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Deque<Stretch> waiting = new ArrayDeque<>();
    /** Pages whose ids have to be compared, by any search lane: the last ones come together. */
    private final Deque<Verdict> unproven = new ArrayDeque<>();

    private final AtomicBoolean ending = new AtomicBoolean();
    private int searching;
    /** List lanes that wait for a stretch. */
    private int idleLists;

    private boolean stopped;
    private boolean searchAnswered;
    /** What the search that was answered first shows. */
    private Optional<RankedPage> first = Optional.empty();

    /** Where is read, and where to. Thread-safe. */
    interface Place {
        SliceReader reader();

        EngineSettings.Lanes lanes();

        /** What a search reads of these ids. */
        Slice search(IdRange ids);

        /**
         * Reads the ids by list.
         *
         * @param counted how many records HubSpot counted there just before; absent = not counted
         * @return false when the list does not go on from the first of them
         */
        boolean list(IdRange ids, OptionalLong counted, SliceSink sink);

        /** Whether searches were seen to sort ids as text. */
        boolean sortsIdsAsText();

        void keep(Batch batch);

        /** Nothing is left to search for: what was read may be written while the rest is. */
        void nearEnd();
    }

    /**
     * @param gaps what is to be read
     * @param rows how many records it holds; absent = not counted
     */
    InterleavedReading(Place place, IdIntervals gaps, OptionalLong rows) {
        this.place = place;
        this.sizes = new StretchSizes(place.lanes().list());
        var counted = gaps.ranges().size() == 1 ? rows : OptionalLong.empty();
        this.frontiers = gaps.ranges().stream()
                .map(gap -> new Frontier(gap, counted, place.lanes().search()))
                .toList();
    }

    List<Lanes.Lane> searchLanes() {
        var lanes = new ArrayList<Lanes.Lane>();
        for (var i = 0; i < place.lanes().search(); i++) {
            lanes.add(this::searchLane);
        }
        return lanes;
    }

    List<Lanes.Lane> listLanes() {
        var lanes = new ArrayList<Lanes.Lane>();
        for (var i = 0; i < place.lanes().list(); i++) {
            lanes.add(this::listLane);
        }
        return lanes;
    }

    /**
     * The page of the search that was answered first, once it is.
     *
     * @return empty when it shows nothing, or when nothing is searched any more
     */
    Optional<RankedPage> awaitFirstPage() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!searchAnswered && !stopped && !isOver()) {
                moved.await();
            }
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** Lanes end after what they are reading. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** No page is asked for any more; what is under way is read to its end. What lies above is {@link #left}. */
    void end() {
        lock.lock();
        try {
            for (var frontier : frontiers) {
                frontier.end().verdicts().forEach(unproven::addLast);
            }
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How many list pages the records would take that nobody has asked for; 0 = none are left, or nobody knows. */
    long pagesLeft() {
        lock.lock();
        try {
            return frontiers.stream().mapToLong(Frontier::pagesLeft).sum();
        } finally {
            lock.unlock();
        }
    }

    /** After {@link #end}, when all lanes have ended: ids that nobody has read. */
    IdIntervals left() {
        lock.lock();
        try {
            return IdIntervals.of(frontiers.stream()
                    .flatMap(frontier -> frontier.left().stream())
                    .toList());
        } finally {
            lock.unlock();
        }
    }

    /** Whether it was stopped: some ids are read by nobody then. */
    boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    /** What a search lane does next. */
    private sealed interface Work {
        record Page(Frontier frontier, Ask ask) implements Work {}

        record Proof(Verdict verdict) implements Work {}

        record Rows(Stretch stretch) implements Work {}
    }

    private void searchLane() throws InterruptedException {
        for (var next = awaitWork(); next.isPresent(); next = awaitWork()) {
            switch (next.get()) {
                case Work.Page page -> search(page.frontier(), page.ask());
                case Work.Proof proof ->
                    proof.verdict().page().prove(proof.verdict().ids());
                case Work.Rows rows -> {
                    var rest = new Rest(rows.stretch());
                    place.reader().read(place.search(rows.stretch().ids()), rest);
                    rest.close();
                }
            }
        }
    }

    private void search(Frontier frontier, Ask ask) {
        var ids = ask.within();
        answered(
                frontier,
                ask,
                place.reader().readAt(place.search(ids), ids, ask.offset(), ask.withoutFirst(), this::keep));
    }

    private void answered(Frontier frontier, Ask ask, Optional<RankedPage> page) {
        var verdicts = take(frontier, ask, page).verdicts();
        if (place.sortsIdsAsText()) {
            stop();
            return;
        }
        commitNearEnd();
        for (var verdict : verdicts) {
            if (verdict.whole()) {
                verdict.page().cover(verdict.ids());
            }
        }
    }

    /** When nothing is left to search for, what was read is written while lists read the rest. */
    private void commitNearEnd() {
        if (isAsked() && ending.compareAndSet(false, true)) {
            place.nearEnd();
        }
    }

    private boolean isAsked() {
        lock.lock();
        try {
            return frontiers.stream().allMatch(Frontier::isAsked);
        } finally {
            lock.unlock();
        }
    }

    private Progress take(Frontier frontier, Ask ask, Optional<RankedPage> page) {
        lock.lock();
        try {
            searching--;
            if (!searchAnswered) {
                searchAnswered = true;
                first = page;
            }
            var progress = frontier.answered(ask, page);
            waiting.addAll(progress.stretches());
            progress.verdicts().stream().filter(verdict -> !verdict.whole()).forEach(unproven::addLast);
            sizes.cut(
                    ask.listPages(),
                    progress.stretches().stream().mapToLong(Stretch::pages).sum());
            moved.signalAll();
            return progress;
        } finally {
            lock.unlock();
        }
    }

    private void listLane() throws InterruptedException {
        for (var next = awaitStretch(); next.isPresent(); next = awaitStretch()) {
            var stretch = next.get();
            var rest = new Rest(stretch);
            if (!place.list(stretch.ids(), stretch.counted(), rest)) {
                stop();
            }
            rest.close();
        }
    }

    private Optional<Work> awaitWork() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!stopped) {
                var ask = nextAsk();
                if (ask.isPresent()) {
                    searching++;
                    return ask;
                }
                if (!unproven.isEmpty()) {
                    return Optional.of(new Work.Proof(unproven.removeFirst()));
                }
                if (isAsked() && waiting.size() > idleLists) {
                    return Optional.of(new Work.Rows(waiting.removeLast()));
                }
                if (isOver()) {
                    break;
                }
                moved.await();
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private Optional<Work> nextAsk() {
        for (var frontier : frontiers) {
            var ask = frontier.next(sizes.next(frontier.pagesLeft(), idleLists, pagesInTime()));
            if (ask.isPresent()) {
                sizes.planned(ask.get().listPages());
                return Optional.of(new Work.Page(frontier, ask.get()));
            }
        }
        return Optional.empty();
    }

    /** What lists cannot read until HubSpot gives calls back to them is left to searches, if these are done sooner. */
    private long pagesInTime() {
        var pages = sizes.left();
        for (var frontier : frontiers) {
            pages += frontier.pagesLeft();
        }
        return place.reader().listPagesFor(pages);
    }

    private Optional<Stretch> awaitStretch() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!stopped && waiting.isEmpty() && !isOver()) {
                idleLists++;
                try {
                    moved.await();
                } finally {
                    idleLists--;
                }
            }
            return stopped ? Optional.empty() : Optional.ofNullable(waiting.pollFirst());
        } finally {
            lock.unlock();
        }
    }

    /** Whether no stretch will come any more. */
    private boolean isOver() {
        return waiting.isEmpty() && searching == 0 && frontiers.stream().allMatch(Frontier::isDone);
    }

    private long keep(Batch batch) {
        place.keep(batch);
        return IdRange.END;
    }

    private void read(long pages) {
        lock.lock();
        try {
            sizes.read(pages);
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The pages of a stretch that are still to be read: more can be left to lists with each that is. Of one thread. */
    private final class Rest implements SliceSink {
        private long pages;

        Rest(Stretch stretch) {
            this.pages = stretch.pages();
        }

        @Override
        public long accept(Batch batch) {
            var stopAt = keep(batch);
            if (pages > 0 && !batch.rows().isEmpty()) {
                pages--;
                read(1);
            }
            return stopAt;
        }

        void close() {
            read(pages);
        }
    }
}
