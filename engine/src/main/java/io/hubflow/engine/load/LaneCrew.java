package io.hubflow.engine.load;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.load.Claims.Claim;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.Batch;
import io.hubflow.engine.read.Slice;
import io.hubflow.engine.read.SliceSink;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Lanes that read the free ids of one {@link IdSpace} claim by claim, and say of each batch what it means for the state.
 *
 * <p>Ids are sparse and uneven, so a claim is cut by rank, not by width: one search, sorted by id and entered at an offset,
 * tells the id that so many records lie below or above (decision 0004). Claims therefore hold a known number of rows, whole
 * pages are read, and no estimate can go wrong. The next claim is cut while lanes read.
 */
final class LaneCrew {
    private final ObjectLoad load;
    private final IdSpace space;
    private final ListEntry entry;
    private final Function<IdRange, Slice> searchSlice;
    private final BiFunction<ObjectState, IdRange, ObjectState> cover;
    private final Consumer<Batch> watcher;

    /** @param searchSlice what a search lane reads of these ids; list lanes count records by it */
    LaneCrew(
            ObjectLoad load,
            IdSpace space,
            Function<IdRange, Slice> searchSlice,
            BiFunction<ObjectState, IdRange, ObjectState> cover) {
        this(load, space, searchSlice, cover, batch -> {});
    }

    /** @param watcher sees every batch after it was handed on; called from many threads */
    LaneCrew(
            ObjectLoad load,
            IdSpace space,
            Function<IdRange, Slice> searchSlice,
            BiFunction<ObjectState, IdRange, ObjectState> cover,
            Consumer<Batch> watcher) {
        this.load = load;
        this.watcher = watcher;
        this.space = space;
        this.entry = new ListEntry(load);
        this.searchSlice = searchSlice;
        this.cover = cover;
    }

    /** Reads everything that is free by searches alone. */
    void searchAll() {
        Lanes.run(searchLanes());
    }

    List<Lanes.Lane> searchLanes() {
        var count = load.settings().lanes().search();
        var claims = new Claims(space, this::cutTop, count);
        var lanes = new ArrayList<Lanes.Lane>();
        lanes.add(claims::cutAhead);
        for (var i = 0; i < count; i++) {
            lanes.add(() -> searchLane(claims));
        }
        return lanes;
    }

    /** Lanes that enter the list at each claim. */
    List<Lanes.Lane> listLanes(CallBudget budget, long modifiedFromMillis) {
        var count = load.settings().lanes().list();
        var claims = new Claims(space, this::cutBottom, count);
        var lanes = new ArrayList<Lanes.Lane>();
        lanes.add(claims::cutAhead);
        for (var i = 0; i < count; i++) {
            lanes.add(() -> listLane(claims, budget, modifiedFromMillis));
        }
        return lanes;
    }

    private void searchLane(Claims claims) throws InterruptedException {
        try {
            for (var next = claims.take(); next.isPresent(); next = claims.take()) {
                var claim = next.get();
                load.reader().read(searchSlice.apply(claim.ids()), new SearchChunk(claim));
                space.release();
            }
        } finally {
            claims.leave();
        }
    }

    /** Ends early, leaving its ids to others, when the list turns out not to allow to be entered. */
    private void listLane(Claims claims, CallBudget budget, long modifiedFromMillis) throws InterruptedException {
        try {
            var proceed = true;
            while (proceed) {
                var next = claims.take();
                proceed = next.isPresent() && readByList(next.get(), budget, modifiedFromMillis);
            }
        } finally {
            claims.leave();
        }
    }

    private boolean readByList(Claim claim, CallBudget budget, long modifiedFromMillis) {
        var reading = new ListChunk(claim, budget);
        var allowed = true;
        if (!budget.isSpent()) {
            allowed = entry.read(claim.ids(), modifiedFromMillis, claim.counted(), reading);
        }
        if (!allowed || budget.isSpent()) {
            reading.giveBackRest();
        }
        space.release();
        if (budget.isSpent()) {
            space.close();
        }
        return allowed;
    }

    private List<Claim> cutTop() throws InterruptedException {
        while (true) {
            var top = space.awaitHighest();
            if (top.isEmpty()) {
                return List.of();
            }
            var range = top.get();
            var rows = space.isUncounted() ? 0 : space.chunkRows();
            var from = rows == 0
                    ? range.from()
                    : load.reader()
                            .fetchIdFromTop(searchSlice.apply(range), range, rows)
                            .orElse(range.from());
            var claimed = space.claimFromTop(new IdRange(Math.max(range.from(), from), range.to()), rows);
            if (claimed.isPresent()) {
                return List.of(new Claim(claimed.get(), rows, OptionalLong.empty()));
            }
        }
    }

    /** Several at once: a cut has to wait among the searches, and list lanes are quick. */
    private List<Claim> cutBottom() throws InterruptedException {
        while (true) {
            var bottom = space.awaitLowest();
            // Nobody takes from here any more; what is free is for the search lanes.
            if (bottom.isEmpty() || load.state().facts().listJump() == PortalFacts.ListJump.REFUSED) {
                return List.of();
            }
            var rows = space.listRows();
            var claims = new ArrayList<Claim>();
            var from = bottom.get().from();
            for (var to : cutsFromBottom(bottom.get(), rows)) {
                if (to > from) {
                    var wanted = new IdRange(from, to);
                    var cut = to < bottom.get().to();
                    space.claimFromBottom(wanted, rows)
                            .ifPresent(ids ->
                                    claims.add(new Claim(ids, rows, counted(cut && ids.equals(wanted), rows))));
                    from = to;
                }
            }
            if (!claims.isEmpty()) {
                return claims;
            }
        }
    }

    /** A claim that was cut by rank, and that nobody took a part of, holds just so many; but not where ids sort as text. */
    private OptionalLong counted(boolean exact, long rows) {
        return exact && load.state().facts().idOrder() == PortalFacts.IdOrder.NUMERIC
                ? OptionalLong.of(rows)
                : OptionalLong.empty();
    }

    /** The ids above the lowest so many rows, twice as many, and so on; the end of the range where it has no more. */
    private long[] cutsFromBottom(IdRange range, long rows) {
        var cuts = new long[ClaimSizes.listCutsAtOnce(rows)];
        var searches = new ArrayList<Lanes.Lane>();
        for (var i = 0; i < cuts.length; i++) {
            var cut = i;
            searches.add(() -> cuts[cut] = load.reader()
                    .fetchIdFromBottom(searchSlice.apply(range), range, rows * (cut + 1))
                    .orElse(range.to()));
        }
        Lanes.run(searches);
        return cuts;
    }

    private void keep(Batch batch) {
        load.keep(batch, ObjectLoad.Progress.covering(cover));
        watcher.accept(batch);
    }

    /** One search lane in one claim: gives the upper part back when the claim holds far more than it should. */
    private final class SearchChunk implements SliceSink {
        private final long expectedRows;
        private long position;
        private long end;

        SearchChunk(Claim claim) {
            this.expectedRows = claim.rows();
            this.position = claim.ids().from();
            this.end = claim.ids().to();
        }

        @Override
        public long accept(Batch batch) {
            keep(batch);
            for (var row : batch.rows()) {
                position = Math.max(position, row.id() + 1);
            }
            if (batch.remaining().isPresent() && load.settings().lanes().search() > 1 && position < end) {
                shareOut(batch.remaining().getAsLong());
            }
            return end;
        }

        private void shareOut(long remaining) {
            var kept = ClaimSizes.kept(
                    remaining, expectedRows, load.settings().lanes().search());
            if (kept == remaining) {
                return;
            }
            var rest = new IdRange(position, end);
            var middle = load.reader().fetchIdFromBottom(searchSlice.apply(rest), rest, kept);
            if (middle.isPresent() && middle.getAsLong() > position && middle.getAsLong() < end) {
                space.giveBack(new IdRange(middle.getAsLong(), end), remaining - kept);
                end = middle.getAsLong();
            }
        }
    }

    /** One list lane in one claim: stops when no more calls may be spent. */
    private final class ListChunk implements SliceSink {
        private final Claim claim;
        private final CallBudget budget;
        private long position;
        private long rows;

        ListChunk(Claim claim, CallBudget budget) {
            this.claim = claim;
            this.budget = budget;
            this.position = claim.ids().from();
        }

        @Override
        public long accept(Batch batch) {
            keep(batch);
            batch.covered().ifPresentOrElse(covered -> position = covered.to(), budget::spend);
            rows += batch.rows().size();
            return budget.isSpent() ? position : IdRange.END;
        }

        void giveBackRest() {
            if (position < claim.ids().to()) {
                space.giveBack(
                        new IdRange(position, claim.ids().to()),
                        Math.max(ClaimSizes.MIN_CHUNK_ROWS, claim.rows() - rows));
            }
        }
    }
}
