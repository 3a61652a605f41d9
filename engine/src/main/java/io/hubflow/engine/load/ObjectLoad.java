package io.hubflow.engine.load;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.commit.RowCommits;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.KnownRecord;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.fact.FactRequest;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.Batch;
import io.hubflow.engine.read.ReadClock;
import io.hubflow.engine.read.SliceReader;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.hubspot.PortalRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;

/**
 * What the loads of one object type share: where to read, where to put it, and whom to tell. Thread-safe.
 *
 * @param notice takes sentences an operator may act on
 * @param ledger what refreshing may spend
 * @param uncovered takes what HubSpot does not give
 * @param phase what is being read now
 * @param rows the table's live rows, with those that were handed on here
 * @param turn awaited before many records are read
 */
public record ObjectLoad(
        PortalRecords client,
        ObjectType type,
        SliceReader reader,
        RowCommits commits,
        EngineSettings settings,
        ReadClock clock,
        SyncListener listener,
        Notice notice,
        RefreshLedger ledger,
        Uncovered uncovered,
        AtomicReference<SyncListener.Phase> phase,
        TableRows rows,
        ReadingTurn turn) {
    /** The same with another way of reading. */
    public ObjectLoad with(SliceReader other) {
        return new ObjectLoad(
                client, type, other, commits, settings, clock, listener, notice, ledger, uncovered, phase, rows, turn);
    }

    /** Takes a sentence for the operator. */
    @FunctionalInterface
    public interface Notice {
        void tell(String sentence);
    }

    public void begin(SyncListener.Phase next, OptionalLong expectedRows) {
        phase.set(next);
        uncovered.begin(next);
        listener.phaseStarted(type.name(), next, expectedRows);
    }

    public ObjectState state() {
        return commits.state();
    }

    /**
     * What a batch means for the state beside the ids and the times seen. It is kept until the facts of the batch's records have
     * been read, so it must not hold the batch, whose rows would stay in memory with it.
     */
    @FunctionalInterface
    public interface Progress {
        Progress NONE = (state, covered) -> state;

        /** @param covered the range of ids that was read whole with this batch */
        ObjectState after(ObjectState state, Optional<IdRange> covered);

        /** Where a range was read whole, {@code cover} says what that means. */
        static Progress covering(BiFunction<ObjectState, IdRange, ObjectState> cover) {
            return (state, covered) ->
                    covered.map(range -> cover.apply(state, range)).orElse(state);
        }
    }

    /** Hands a batch on. */
    public void keep(Batch batch, Progress progress) {
        // While the filter changes, records come back into it: their links had gone on both sides, as those of restored
        // ones.
        keep(
                batch,
                phase.get() == SyncListener.Phase.CHANGES || state().filter().isChanging(),
                progress);
    }

    /** Hands on records that the table lacks, because they were restored: their links went away with them, on both sides. */
    public void keepRestored(Batch batch) {
        keep(batch, true, Progress.NONE);
    }

    private void keep(Batch batch, boolean changed, Progress progress) {
        var covered = batch.covered();
        covered.ifPresent(uncovered::covered);
        var lowest = Long.MAX_VALUE;
        var highest = 0L;
        var newest = 0L;
        var known = new ArrayList<KnownRecord>();
        for (var row : batch.rows()) {
            known.add(new KnownRecord(row.id(), row.createdAtMillis()));
            lowest = Math.min(lowest, row.id());
            highest = Math.max(highest, row.id());
            newest = Math.max(newest, row.updatedAtMillis());
        }
        var seenLowest = lowest;
        var seenHighest = highest;
        var newestChange = newest;
        var readAt = clock.newestMillis();
        var request = request(batch, changed);
        var all = new ArrayList<>(batch.rows());
        if (settings.deletes() != DeleteMode.IGNORE) {
            all.addAll(batch.tombstones());
        }
        rows.staged(all);
        commits.add(
                all,
                batch.quarantined(),
                request,
                state -> progress.after(
                        state.seeing(seenLowest, seenHighest)
                                .changedAt(newestChange)
                                .readAt(readAt)
                                .knowing(known),
                        covered));
    }

    /** Hands on what was found out about departed records. */
    public void bury(List<Row> tombstones) {
        var readAt = clock.newestMillis();
        rows.staged(tombstones);
        commits.add(tombstones, List.of(), FactRequest.NONE, state -> state.readAt(readAt));
    }

    /** Commits what was read. The table's rows are counted in the table alone then. */
    public void commitRows() {
        commits.flush();
        rows.committed();
    }

    /** Facts are asked for records that are there; those that changed may be linked from the other side, too. */
    private FactRequest request(Batch batch, boolean changed) {
        var ids = batch.rows().stream()
                .filter(row -> !row.isDeparted())
                .map(Row::id)
                .distinct()
                .toList();
        return new FactRequest(ids, changed ? ids : arrivals(ids));
    }

    /**
     * Records that the table lacks although nothing says that they changed: they were restored, a calculated value lets them into
     * the filter, or they came while a lost table is loaded again.
     */
    private List<Long> arrivals(List<Long> ids) {
        if (!commits.wantsArrivals()) {
            return List.of();
        }
        return switch (Objects.requireNonNull(phase.get())) {
            case SNAPSHOT -> ids;
            case REFRESH, REPAIR -> rows.lacking(ids);
            case DISCOVER, CHANGES, BACKFILL, DELETES, VERIFY -> List.of();
        };
    }
}
