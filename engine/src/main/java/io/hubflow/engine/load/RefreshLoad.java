package io.hubflow.engine.load;

import io.hubflow.engine.checkpoint.ListPosition;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.checkpoint.RefreshProgress;
import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.Batch;
import io.hubflow.engine.read.SerialList;
import io.hubflow.engine.read.Slice;
import io.hubflow.engine.report.SyncListener.Phase;
import io.hubflow.engine.settings.RefreshPolicy;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Reads every record again, by list, and thereby finds what no search can see: calculated values that changed without a new
 * modification time, restored records, edits that the index lost (reference §10, pitfalls 4 and 9). Rows whose content is
 * the same are not rewritten.
 *
 * <p>The pass goes on where the last run left it and, with calls left, goes round from the start up to there. Under
 * {@link RefreshPolicy#AUTO} it costs at most the run's cap and what {@link RefreshBudget} holds; a pass that a schema change
 * demands is finished whatever it costs.
 */
public final class RefreshLoad {
    private static final int PAGES_IN_FLIGHT = 6;

    /** Records of a list's page. */
    private static final int PAGE = 100;

    /** The search and two batch reads of its records. */
    private static final int CALLS_A_SEARCH_PAGE = 3;

    private final ObjectLoad load;
    private final Consumer<Batch> watcher;
    private final AtomicLong records = new AtomicLong();

    public RefreshLoad(ObjectLoad load) {
        this(load, batch -> {});
    }

    /** @param watcher sees every batch after it was handed on; called from many threads */
    public RefreshLoad(ObjectLoad load, Consumer<Batch> watcher) {
        this.load = load;
        this.watcher = batch -> {
            records.addAndGet(batch.rows().size());
            watcher.accept(batch);
        };
    }

    public void run() {
        var allowed = RefreshCalls.reserve(load, load.state().refresh().required());
        if (allowed.isEmpty()) {
            return;
        }
        var callsOfFacts = load.commits().factCallsPerRecord();
        var pages = allowed.get().times(load.reader().listRoute().calls() + PAGE * callsOfFacts);
        if (pages < 1) {
            allowed.get().unused();
            return;
        }
        var rows = load.state().rows();
        load.begin(Phase.REFRESH, rows > 0 ? OptionalLong.of(Math.min(rows, saturated(pages))) : OptionalLong.empty());
        load.turn().await(Math.min(rows, saturated(pages)));
        load.commits()
                .update(state -> state.mapRefresh(
                        refresh -> refresh.begunAt(allowed.get().nowMillis())));
        var before = calls();
        try {
            pass(new CallBudget(pages));
        } finally {
            allowed.get().spent(calls() - before + records.get() * callsOfFacts);
        }
    }

    /**
     * Every call that reading the records makes: a page whose records must be read by id costs two. Links and histories are read
     * while the next pages come, so theirs are reckoned by the records.
     */
    private long calls() {
        var counts = load.client().callCounts(load.type().apiName());
        return counts.list() * load.reader().listRoute().calls()
                + counts.search() * (searches() ? CALLS_A_SEARCH_PAGE : 1);
    }

    /** Whether a filter takes a part of the records. */
    private boolean searches() {
        return !load.reader().filter().isEverything() && load.state().facts().search() != PortalFacts.Search.MISSING;
    }

    private static long saturated(long pages) {
        return pages > Long.MAX_VALUE / 100 ? Long.MAX_VALUE : pages * 100;
    }

    private void pass(CallBudget budget) {
        if (searches()) {
            searchPass(budget);
            return;
        }
        var small = load.state().rows() <= ClaimSizes.ONE_LANE;
        if (load.state().facts().listJump() == PortalFacts.ListJump.ALLOWED && !small) {
            parallelPass(budget);
            if (load.state().facts().listJump() == PortalFacts.ListJump.ALLOWED) {
                return;
            }
        }
        serialPass(budget);
    }

    /** Where a filter takes a part of the records, searches find their ids, and they are read by id. */
    private void searchPass(CallBudget budget) {
        var reader = load.reader().byId(UnaryOperator.identity());
        for (var gap : load.state().refresh().covered().gapsIn(IdRange.ALL).ranges()) {
            var position = new AtomicLong(gap.from());
            reader.read(
                    new Slice.Snapshot(load.type().name(), gap, load.state().modifiedFromMillis(), Long.MAX_VALUE),
                    batch -> {
                        load.keep(
                                batch,
                                ObjectLoad.Progress.covering(
                                        (state, range) -> state.mapRefresh(refresh -> refresh.covering(range))));
                        watcher.accept(batch);
                        batch.rows().forEach(row -> position.accumulateAndGet(row.id() + 1, Math::max));
                        if (batch.remaining().isPresent()) {
                            budget.spend(CALLS_A_SEARCH_PAGE);
                        }
                        return budget.isSpent() ? position.get() : IdRange.END;
                    });
        }
        if (load.state().refresh().covered().gapsIn(IdRange.ALL).isEmpty()) {
            load.commits().update(state -> state.mapRefresh(RefreshProgress::finished));
        }
    }

    private void parallelPass(CallBudget budget) {
        var before = load.state().refresh().covered();
        var rest = before.gapsIn(IdRange.ALL);
        if (!readInLanes(rest, budget)) {
            return;
        }
        load.commits().update(state -> state.mapRefresh(RefreshProgress::finished));
        if (!before.isEmpty() && !budget.isSpent()) {
            readInLanes(before, budget);
        }
    }

    /** Whether everything was read. */
    private boolean readInLanes(IdIntervals ids, CallBudget budget) {
        var state = load.state();
        var lanes = load.settings().lanes().list();
        var space = new IdSpace(ids, Math.max(1, state.rows()), lanes);
        var crew = new LaneCrew(
                load, space, this::everything, (s, range) -> s.mapRefresh(r -> r.covering(range)), watcher);
        Lanes.run(crew.listLanes(budget, state.modifiedFromMillis()));
        return space.free().isEmpty();
    }

    /** What the lanes count records by: a list shows older records too. */
    private Slice everything(IdRange ids) {
        return new Slice.Snapshot(load.type().name(), ids, 0, Long.MAX_VALUE);
    }

    private void serialPass(CallBudget budget) {
        var start = load.state().refresh().list();
        if (!readSerially(start, IdRange.END, budget)) {
            return;
        }
        load.commits().update(state -> state.mapRefresh(RefreshProgress::finished));
        if (start.nextId() > 0 && !budget.isSpent()) {
            readSerially(ListPosition.START, start.nextId(), budget);
        }
    }

    /** Whether {@code end} was reached. */
    private boolean readSerially(ListPosition start, long end, CallBudget budget) {
        var reached = new boolean[1];
        var slice =
                new Slice.Refresh(load.type().name(), IdRange.ALL, load.state().modifiedFromMillis());
        var list = load.state().facts().search() == PortalFacts.Search.MISSING
                ? SerialList.unchecked(load.reader(), PAGES_IN_FLIGHT)
                : new SerialList(load.reader(), PAGES_IN_FLIGHT);
        list.read(start, slice, (batch, next) -> {
            load.keep(batch, (state, covered) -> state.mapRefresh(refresh -> refresh.at(next)));
            watcher.accept(batch);
            if (batch.covered().isEmpty()) {
                budget.spend();
            }
            reached[0] = batch.covered().map(range -> range.to() >= end).orElse(false);
            return !reached[0] && !budget.isSpent();
        });
        return reached[0];
    }
}
