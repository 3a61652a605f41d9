package io.hubflow.engine.commit;

import io.hubflow.engine.checkpoint.FactProgress;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.OpenRun;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.CommitResult;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.FactStage;
import io.hubflow.engine.destination.QuarantinedRow;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.destination.TableStage;
import io.hubflow.engine.fact.FactReader;
import io.hubflow.engine.fact.FactRequest;
import io.hubflow.engine.fact.LinkEnd;
import io.hubflow.engine.report.SyncListener;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One object type's rows on their way to the destination, together with the state that they amount to.
 *
 * <p>Rows and the change they make to the state are taken in under one lock, so whatever is committed holds exactly the
 * progress whose rows are in it. Where the object type has facts beside its rows, rows wait for them in {@link FactGroups}:
 * {@link #state()} already shows their progress, while a commit holds only what has its facts. Two stages alternate: while one is being committed the lanes fill the other; when that is
 * full too, they wait. Thread-safe.
 */
public final class RowCommits implements AutoCloseable {
    private final Destination destination;
    private final Streams streams;
    private final GroupCommits.CommitParticipant participant;
    private final String stream;
    private final InstantSource clock;
    private final SyncListener listener;
    private final Function<Totals, RunRecord> runRecord;

    /** Keeps the order of what is taken; held while it waits for room. Taken before {@link #lock}. */
    private final ReentrantLock order = new ReentrantLock();

    private final FactGroups groups;
    private final FactStages facts;
    private volatile ObjectState planned;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();

    private ObjectState state;
    private final RowStages stages;
    private List<QuarantinedRow> quarantined = new ArrayList<>();
    private final Set<String> seenBad = new HashSet<>();
    private List<ReferenceTable> references = new ArrayList<>();
    private Map<String, String> sideStates = Map.of();
    private boolean dirty;
    private boolean committing;
    private long lastCommitMillis;
    private Totals totals = Totals.NOTHING;
    private @Nullable RuntimeException failure;

    /**
     * @param written rows inserted, updated or removed so far
     * @param buried rows that tombstones have marked or removed so far
     */
    public record Totals(long read, long written, long unchanged, long quarantined, long buried) {
        public static final Totals NOTHING = new Totals(0, 0, 0, 0, 0);
    }

    /**
     * @param deletes what becomes of the rows of departed records
     * @param participant through which to commit
     * @param runRecord this object's line of {@code _hubflow_runs} as of a commit
     */
    public RowCommits(
            Destination destination,
            TableSchema schema,
            Set<String> unreadColumns,
            DeleteMode deletes,
            Streams streams,
            GroupCommits.CommitParticipant participant,
            ObjectState state,
            InstantSource clock,
            SyncListener listener,
            Function<Totals, RunRecord> runRecord) {
        this(
                destination,
                schema,
                unreadColumns,
                deletes,
                streams,
                participant,
                state,
                clock,
                listener,
                runRecord,
                List.of(),
                List.of());
    }

    /**
     * @param deletes what becomes of the rows of departed records
     * @param readers what is read beside the rows
     * @param ends tables of links that name records of this type
     */
    public RowCommits(
            Destination destination,
            TableSchema schema,
            Set<String> unreadColumns,
            DeleteMode deletes,
            Streams streams,
            GroupCommits.CommitParticipant participant,
            ObjectState state,
            InstantSource clock,
            SyncListener listener,
            Function<Totals, RunRecord> runRecord,
            List<FactReader> readers,
            List<LinkEnd> ends) {
        this.destination = destination;
        this.stages = new RowStages(destination, schema, unreadColumns, deletes);
        this.streams = streams;
        this.participant = participant;
        this.stream = state.objectType();
        this.state = state;
        this.planned = state;
        this.groups = new FactGroups(readers, this::take);
        this.facts = new FactStages(destination, ends);
        this.clock = clock;
        this.listener = listener;
        this.runRecord = runRecord;
        this.lastCommitMillis = clock.millis();
    }

    /** The newest state, committed or not, as it is once the facts of all rows have been read. */
    public ObjectState state() {
        return planned;
    }

    /** Whether links that name records of this type come only with records that the table lacks, see {@link FactReader#wantsArrivals}. */
    public boolean wantsArrivals() {
        return groups.wantArrivals();
    }

    /** What became of facts, a line for each table that had some. */
    public List<FactTotals> factTotals() {
        lock.lock();
        try {
            return facts.totals();
        } finally {
            lock.unlock();
        }
    }

    public Totals totals() {
        lock.lock();
        try {
            return totals;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes rows and the progress that they make; commits when the destination likes it. Tombstones among them count as neither
     * read nor unchanged: what a survivor tells of the records that were merged into it is told in every run.
     *
     * @param progress applied at once to what {@link #state()} shows, and again to what is committed once the facts are there:
     *     it must depend on nothing but its argument
     */
    public void add(
            List<Row> rows, List<QuarantinedRow> bad, FactRequest request, UnaryOperator<ObjectState> progress) {
        order.lock();
        try {
            groups.add(new FactGroups.Taken(rows, bad, progress), request);
            planned = progress.apply(planned);
        } finally {
            order.unlock();
        }
        listener.rowsRead(stream, (int) read(rows));
    }

    /** Has the facts of these records read, whose rows are in the table, and takes them with the progress. */
    public void addFacts(FactReader reader, FactRequest request, UnaryOperator<ObjectState> progress) {
        order.lock();
        try {
            groups.addFacts(reader, request, progress);
            planned = progress.apply(planned);
        } finally {
            order.unlock();
        }
    }

    private void take(FactGroups.Group group) {
        lock.lock();
        try {
            requireWorking();
            for (var some : group.taken()) {
                take(some);
            }
            for (var one : group.facts()) {
                facts.add(one.reader().table(), one.sets());
                state = one.reader().effect(state);
                if (one.sets().stream().anyMatch(set -> !set.rows().isEmpty())) {
                    state = state.mapFactTable(one.reader().table().name(), FactProgress::made);
                }
            }
            dirty = true;
            if (isDue()) {
                awaitIdle();
                requireWorking();
                if (isDue()) {
                    startCommit(false);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void take(FactGroups.Taken some) {
        stages.append(some.rows());
        facts.forgetDeparted(some.rows());
        var newBad = some.bad().stream().filter(this::isNew).toList();
        quarantined.addAll(newBad);
        state = some.progress().apply(state);
        totals = new Totals(
                totals.read + read(some.rows()) + newBad.size(),
                totals.written,
                totals.unchanged,
                totals.quarantined + newBad.size(),
                totals.buried);
    }

    private static long read(List<Row> rows) {
        return rows.stream().filter(row -> !row.isTombstone()).count();
    }

    /** A record that cannot become a row is met by every way of reading; it counts once a run. */
    private boolean isNew(QuarantinedRow bad) {
        return seenBad.add(bad.id().isEmpty() ? bad.json() : bad.id());
    }

    public void update(UnaryOperator<ObjectState> progress) {
        add(List.of(), List.of(), FactRequest.NONE, progress);
    }

    /** Waits for the facts of everything that was taken. */
    public void drain() {
        groups.drain();
    }

    /** Forgets rows whose facts have not been read: the next run reads them again. For when reading has failed. */
    public void abandonUnread() {
        order.lock();
        try {
            groups.abandon();
            lock.lock();
            try {
                planned = state;
            } finally {
                lock.unlock();
            }
        } finally {
            order.unlock();
        }
    }

    /** Puts reference tables and other streams' states into the next commit. */
    public void attach(List<ReferenceTable> tables, Map<String, String> stateByStream) {
        lock.lock();
        try {
            references.addAll(tables);
            var all = new HashMap<>(sideStates);
            all.putAll(stateByStream);
            sideStates = all;
            dirty = true;
        } finally {
            lock.unlock();
        }
    }

    /** Begins to commit what was taken so far, and does not wait for it. */
    public void commitMeanwhile() {
        lock.lock();
        try {
            awaitIdle();
            requireWorking();
            if (dirty) {
                startCommit(false);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Commits everything taken so far and waits for it. */
    public void flush() {
        flush(false);
    }

    /** As {@link #flush}, when no more rows come: this commit may wait for those of other object types. */
    public void flushLast() {
        flush(true);
    }

    private void flush(boolean last) {
        groups.drain();
        lock.lock();
        try {
            awaitIdle();
            requireWorking();
            if (dirty) {
                startCommit(last);
                awaitIdle();
                requireWorking();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Drops what is not committed. */
    @Override
    public void close() {
        groups.close();
        lock.lock();
        try {
            awaitIdle();
            facts.close();
            stages.close();
        } finally {
            lock.unlock();
        }
    }

    private boolean isDue() {
        var policy = destination.flushPolicy();
        return stages.isDue(policy)
                || facts.isDue(policy)
                || (dirty
                        && !committing
                        && clock.millis() - lastCommitMillis
                                >= policy.interval().toMillis());
    }

    private void startCommit(boolean last) {
        var taken = stages.take();
        var checkpoints = new ArrayList<Checkpoint>();
        var run = runRecord.apply(totals);
        var open = run.finishedAt().isPresent() ? null : OpenRun.of(run);
        checkpoints.add(streams.next(stream, StateCodec.write(state.withOpenRun(open))));
        sideStates.forEach((name, json) -> checkpoints.add(streams.next(name, json)));
        var factStages = facts.take();
        var commit = new Commit(taken.all(), quarantined, references, checkpoints, List.of(run)).withFacts(factStages);
        quarantined = new ArrayList<>();
        references = new ArrayList<>();
        sideStates = Map.of();
        dirty = false;
        committing = true;
        lastCommitMillis = clock.millis();
        var thread = destination.commitThreads().newThread(() -> commit(commit, taken, last));
        thread.setName("commit-" + stream);
        thread.start();
    }

    private void commit(Commit commit, RowStages.Taken taken, boolean last) {
        var stage = taken.whole();
        try {
            var staged =
                    commit.stages().stream().mapToLong(TableStage::stagedRows).sum();
            var result = last ? participant.commitLast(commit) : participant.commit(commit);
            if (result.isEmpty() && stage != null) {
                stage.close();
            }
            finished(result.orElse(null), result.isEmpty() ? null : stage, staged, taken.placeOfTombstones());
        } catch (RuntimeException e) {
            if (stage != null) {
                stage.close();
            }
            failed(e);
        } finally {
            taken.others().forEach(TableStage::close);
            commit.factStages().forEach(FactStage::close);
        }
    }

    /** @param tombstones the place of the stage of tombstones among the commit's stages; negative when there was none */
    private void finished(@Nullable CommitResult result, @Nullable TableStage stage, long staged, int tombstones) {
        var inserted = 0L;
        var updated = 0L;
        var unchanged = 0L;
        var buried = 0L;
        if (result == null) {
            updated = staged;
        } else {
            for (var i = 0; i < result.tables().size(); i++) {
                var table = result.tables().get(i);
                inserted += table.inserted();
                updated += table.updated() + table.removed();
                buried += i == tombstones ? table.written() : 0;
                unchanged += i == tombstones ? 0 : table.unchanged();
            }
        }
        lock.lock();
        try {
            totals = new Totals(
                    totals.read,
                    totals.written + inserted + updated,
                    totals.unchanged + unchanged,
                    totals.quarantined,
                    totals.buried + buried);
            if (result != null) {
                facts.committed(result);
            }
            stages.keep(stage);
            committing = false;
            idle.signalAll();
        } finally {
            lock.unlock();
        }
        listener.rowsCommitted(stream, inserted, updated, unchanged);
    }

    private void failed(RuntimeException e) {
        lock.lock();
        try {
            failure = e;
            committing = false;
            idle.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Not interruptible: a commit that was sent is waited for, so that what is known of it is true. */
    private void awaitIdle() {
        while (committing) {
            idle.awaitUninterruptibly();
        }
    }

    private void requireWorking() {
        if (failure != null) {
            throw failure;
        }
    }
}
