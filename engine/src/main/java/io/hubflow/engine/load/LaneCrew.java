package io.hubflow.engine.load;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.slice.Batch;
import io.hubflow.engine.slice.IdRange;
import io.hubflow.engine.slice.ListOrderBroken;
import io.hubflow.engine.slice.Slice;
import io.hubflow.engine.slice.SliceSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Lanes that read the free ids of one {@link IdSpace} claim by claim, and say of each batch what it means for the state.
 *
 * <p>Ids are sparse and uneven, so a claim is cut by rank, not by width: one search, sorted by id and entered at an offset,
 * tells the id that so many records lie below or above (decision 0004). Claims therefore hold a known number of rows, whole
 * pages are read, and no estimate can go wrong.
 */
final class LaneCrew {
    private final ObjectLoad load;
    private final IdSpace space;
    private final Function<IdRange, Slice> searchSlice;
    private final BiFunction<ObjectState, IdRange, ObjectState> cover;

    /** One lane at a time looks for the next claim at either end; the others have rows to read meanwhile. */
    private final ReentrantLock topCut = new ReentrantLock();

    private final ReentrantLock bottomCut = new ReentrantLock();

    /** @param searchSlice what a search lane reads of these ids; list lanes count records by it */
    LaneCrew(
            ObjectLoad load,
            IdSpace space,
            Function<IdRange, Slice> searchSlice,
            BiFunction<ObjectState, IdRange, ObjectState> cover) {
        this.load = load;
        this.space = space;
        this.searchSlice = searchSlice;
        this.cover = cover;
    }

    /** Reads everything that is free by searches alone. */
    void searchAll() {
        Lanes.run(searchLanes());
    }

    List<Lanes.Lane> searchLanes() {
        var lanes = new ArrayList<Lanes.Lane>();
        for (var i = 0; i < load.settings().searchLanes(); i++) {
            lanes.add(this::searchLane);
        }
        return lanes;
    }

    private void searchLane() throws InterruptedException {
        for (var next = claimHighest(); next.isPresent(); next = claimHighest()) {
            var claim = next.get();
            load.reader().read(searchSlice.apply(claim.ids()), new SearchChunk(claim));
            space.release();
        }
    }

    /** Enters the list at each claim; ends early, leaving its ids to others, when the list turns out not to allow it. */
    void listLane(CallBudget budget, long modifiedFromMillis) throws InterruptedException {
        for (var next = claimLowest(); next.isPresent(); next = claimLowest()) {
            var claim = next.get();
            var reading = new ListChunk(claim, budget);
            try {
                load.reader().read(new Slice.Refresh(load.type().name(), claim.ids(), modifiedFromMillis), reading);
            } catch (ListOrderBroken e) {
                load.commits().update(state -> state.mapFacts(facts -> facts.with(PortalFacts.ListJump.REFUSED)));
                load.notice()
                        .tell("HubSpot's list stopped going on from the id it was entered at; it is read from its start"
                                + " instead, which is slower.");
                reading.giveBackRest();
                space.release();
                return;
            }
            reading.giveBackRest();
            space.release();
            if (budget.isSpent()) {
                space.close();
            }
        }
    }

    /** Ids that one lane has, and how many records they should hold; 0 = nobody knows. */
    private record Claim(IdRange ids, long rows) {}

    private Optional<Claim> claimHighest() throws InterruptedException {
        topCut.lockInterruptibly();
        try {
            while (true) {
                var top = space.awaitHighest();
                if (top.isEmpty()) {
                    return Optional.empty();
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
                    return claimed.map(ids -> new Claim(ids, rows));
                }
            }
        } finally {
            topCut.unlock();
        }
    }

    private Optional<Claim> claimLowest() throws InterruptedException {
        bottomCut.lockInterruptibly();
        try {
            while (true) {
                var bottom = space.awaitLowest();
                if (bottom.isEmpty()) {
                    return Optional.empty();
                }
                var range = bottom.get();
                var rows = space.chunkRows();
                var to = load.reader()
                        .fetchIdFromBottom(searchSlice.apply(range), range, rows)
                        .orElse(range.to());
                var claimed = space.claimFromBottom(new IdRange(range.from(), Math.max(range.from() + 1, to)), rows);
                if (claimed.isPresent()) {
                    return claimed.map(ids -> new Claim(ids, rows));
                }
            }
        } finally {
            bottomCut.unlock();
        }
    }

    private void keep(Batch batch) {
        load.keep(
                batch,
                state -> batch.covered().map(range -> cover.apply(state, range)).orElse(state));
    }

    /** One search lane in one claim: gives the upper part back when the claim holds far more than it should. */
    private final class SearchChunk implements SliceSink {
        private final long expectedRows;
        private long position;
        private long end;

        SearchChunk(Claim claim) {
            this.expectedRows = Math.max(claim.rows(), IdSpace.MIN_CHUNK_ROWS);
            this.position = claim.ids().from();
            this.end = claim.ids().to();
        }

        @Override
        public long accept(Batch batch) {
            keep(batch);
            for (var row : batch.rows()) {
                position = Math.max(position, row.id() + 1);
            }
            if (batch.remaining().isPresent() && load.settings().searchLanes() > 1 && position < end) {
                shareOut(batch.remaining().getAsLong());
            }
            return end;
        }

        private void shareOut(long remaining) {
            if (remaining <= 2 * expectedRows) {
                return;
            }
            var kept = Math.clamp(
                    remaining / (2L * load.settings().searchLanes()), IdSpace.MIN_CHUNK_ROWS, IdSpace.MAX_CHUNK_ROWS);
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
            batch.covered().ifPresent(covered -> position = covered.to());
            rows += batch.rows().size();
            budget.spend();
            return budget.isSpent() ? position : IdRange.END;
        }

        void giveBackRest() {
            if (position < claim.ids().to()) {
                space.giveBack(
                        new IdRange(position, claim.ids().to()), Math.max(IdSpace.MIN_CHUNK_ROWS, claim.rows() - rows));
            }
        }
    }
}
