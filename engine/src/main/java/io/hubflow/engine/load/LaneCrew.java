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
import java.util.function.BiFunction;
import java.util.function.Function;

/** Lanes that read the free ids of one {@link IdSpace} chunk by chunk, and say of each batch what it means for the state. */
final class LaneCrew {
    private final ObjectLoad load;
    private final IdSpace space;
    private final Function<IdRange, Slice> searchSlice;
    private final BiFunction<ObjectState, IdRange, ObjectState> cover;

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
        var chunk = space.takeHighest();
        while (chunk.isPresent()) {
            var slice = searchSlice.apply(chunk.get());
            var reading = new SearchChunk(slice, chunk.get());
            load.reader().read(slice, reading);
            space.release(new IdRange(chunk.get().from(), reading.end), reading.rows, Optional.empty(), false);
            chunk = space.takeHighest();
        }
    }

    /** Enters the list at each chunk; ends early, leaving its ids to others, when the list turns out not to allow it. */
    void listLane(CallBudget budget, long modifiedFromMillis) throws InterruptedException {
        var chunk = space.takeLowest();
        while (chunk.isPresent()) {
            var range = chunk.get();
            var reading = new ListChunk(range, budget);
            try {
                load.reader().read(new Slice.Refresh(load.type().name(), range, modifiedFromMillis), reading);
            } catch (ListOrderBroken e) {
                load.commits().update(state -> state.mapFacts(facts -> facts.with(PortalFacts.ListJump.REFUSED)));
                load.notice()
                        .tell("HubSpot's list stopped going on from the id it was entered at; it is read from its start"
                                + " instead, which is slower.");
                space.release(range, reading.rows, reading.rest(), true);
                return;
            }
            space.release(range, reading.rows, reading.rest(), true);
            if (budget.isSpent()) {
                space.close();
            }
            chunk = space.takeLowest();
        }
    }

    private void keep(Batch batch) {
        load.keep(
                batch,
                state -> batch.covered().map(range -> cover.apply(state, range)).orElse(state));
    }

    /** One search lane in one chunk: gives the upper part back when the chunk holds far more than it should. */
    private final class SearchChunk implements SliceSink {
        private final Slice slice;
        private long position;
        private long end;
        private long rows;

        SearchChunk(Slice slice, IdRange range) {
            this.slice = slice;
            this.position = range.from();
            this.end = range.to();
        }

        @Override
        public long accept(Batch batch) {
            keep(batch);
            for (var row : batch.rows()) {
                position = Math.max(position, row.id() + 1);
            }
            rows += batch.rows().size();
            if (batch.remaining().isPresent() && load.settings().searchLanes() > 1) {
                shareOut(batch.remaining().getAsLong());
            }
            return end;
        }

        private void shareOut(long remaining) {
            if (end == IdRange.END && remaining > 2 * IdSpace.MIN_CHUNK_ROWS) {
                var bounds = load.reader().fetchBounds(slice);
                space.describe(position, bounds.highest(), remaining);
                splitAt(remaining, Math.max(position + 1, bounds.highest()));
            } else if (remaining > 2 * space.chunkRows()) {
                splitAt(remaining, end);
            }
        }

        /** Ids are taken to lie evenly up to {@code highest}; what that gets wrong the next batch shows. */
        private void splitAt(long remaining, long highest) {
            var kept = Math.max(IdSpace.MIN_CHUNK_ROWS, Math.min(space.chunkRows(), remaining / 2));
            var middle = position + (long) ((highest - position) * ((double) kept / remaining));
            if (middle > position && middle < end) {
                space.giveBack(new IdRange(middle, end), remaining - kept);
                end = middle;
            }
        }
    }

    /** One list lane in one chunk: stops when the chunk holds far more than it should, or when no call may be spent. */
    private final class ListChunk implements SliceSink {
        private final IdRange range;
        private final CallBudget budget;
        private long position;
        private long rows;

        ListChunk(IdRange range, CallBudget budget) {
            this.range = range;
            this.budget = budget;
            this.position = range.from();
        }

        @Override
        public long accept(Batch batch) {
            keep(batch);
            batch.covered().ifPresent(covered -> position = covered.to());
            rows += batch.rows().size();
            budget.spend();
            return budget.isSpent() || rows > 2 * space.chunkRows() ? position : IdRange.END;
        }

        Optional<IdRange> rest() {
            return position < range.to() ? Optional.of(new IdRange(position, range.to())) : Optional.empty();
        }
    }
}
