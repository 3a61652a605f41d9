package io.hubflow.engine.commit;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.destination.CommitResult;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.FactStage;
import io.hubflow.engine.destination.QuarantinedRow;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.RowEncoder;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.engine.destination.TableStage;
import io.hubflow.engine.fact.FactReader;
import io.hubflow.engine.fact.FactRequest;
import io.hubflow.engine.fact.LinkEnd;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.error.ConnectorException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
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
 * {@link #state()} already shows their progress, while a commit holds only what has its facts. Two stages alternate: while one
 * is being committed the lanes fill the other; when that is full too, they wait. Thread-safe.
 */
public final class RowCommits implements AutoCloseable {
    private final Destination destination;
    private final Streams streams;
    private final GroupCommits.CommitParticipant participant;
    private final String stream;
    private final InstantSource clock;
    private final SyncListener listener;
    private final Function<RowTotals, RunRecord> runRecord;

    /** Keeps the order of what is taken; held while it waits for room. Taken before {@link #lock}. */
    private final ReentrantLock order = new ReentrantLock();

    private final RowEncoder encoder;
    private final FactGroups<PreparedRows> groups;
    private volatile ObjectState planned;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();

    private final UncommittedRows uncommitted;
    private boolean committing;
    private long lastCommitMillis;
    private @Nullable RuntimeException failure;

    /**
     * @param participant through which to commit
     * @param runRecord this object's line of {@code _hubflow_runs} as of a commit
     * @param readers what is read beside the rows
     * @param ends tables of links that name records of this type; their links go with departed records, unless these are ignored
     */
    public RowCommits(
            RowTarget target,
            Streams streams,
            GroupCommits.CommitParticipant participant,
            ObjectState state,
            InstantSource clock,
            SyncListener listener,
            Function<RowTotals, RunRecord> runRecord,
            List<FactReader> readers,
            List<LinkEnd> ends) {
        this.destination = target.destination();
        this.streams = streams;
        this.participant = participant;
        this.stream = state.objectType();
        this.planned = state;
        this.encoder = target.rowEncoder();
        this.groups = new FactGroups<>(readers, PreparedRows.NONE, PreparedRows::count, this::take);
        this.uncommitted = new UncommittedRows(target, target.deletes() == DeleteMode.IGNORE ? List.of() : ends, state);
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

    /** How many calls the facts of each record cost that is handed on. */
    public double factCallsPerRecord() {
        return groups.callsPerRecord();
    }

    /** What became of facts, a line for each table that had some. */
    public List<FactTotals> factTotals() {
        lock.lock();
        try {
            return uncommitted.factTotals();
        } finally {
            lock.unlock();
        }
    }

    public RowTotals totals() {
        lock.lock();
        try {
            return uncommitted.totals();
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
        var prepared = PreparedRows.of(rows, encoder);
        order.lock();
        try {
            groups.add(new FactGroups.Taken<>(prepared, bad, progress), request);
            planned = progress.apply(planned);
        } finally {
            order.unlock();
        }
        listener.rowsRead(stream, prepared.read());
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

    private void take(FactGroups.Group<PreparedRows> group) {
        lock.lock();
        try {
            requireWorking();
            uncommitted.take(group);
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

    /** Takes progress that comes without rows. */
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
                planned = uncommitted.state();
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
            uncommitted.attach(tables, stateByStream);
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
            if (uncommitted.isDirty()) {
                startCommit(false);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The reading is about to end: begins to commit what was taken so far, if that is enough to be worth it and no other commit runs.
     * Waits for nothing.
     */
    public void commitEarly() {
        lock.lock();
        try {
            requireWorking();
            if (!committing
                    && uncommitted.stagedRows() >= destination.flushPolicy().earlyRows()) {
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
            if (uncommitted.isDirty()) {
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
            uncommitted.close();
        } finally {
            lock.unlock();
        }
    }

    private boolean isDue() {
        var policy = destination.flushPolicy();
        return uncommitted.isFull(policy)
                || (uncommitted.isDirty()
                        && !committing
                        && clock.millis() - lastCommitMillis
                                >= policy.interval().toMillis());
    }

    /** A failure leaves nothing for others to wait for. */
    private void startCommit(boolean last) {
        var threads = destination.commitThreads();
        var prepared = uncommitted.prepare(streams, runRecord.apply(uncommitted.totals()));
        committing = true;
        lastCommitMillis = clock.millis();
        try {
            var thread = threads.newThread(() -> commit(prepared, last));
            thread.setName("commit-" + stream);
            thread.start();
        } catch (RuntimeException | Error e) {
            giveUp(prepared, e);
            closeOthers(prepared);
            requireWorking();
        }
    }

    private void commit(UncommittedRows.Prepared prepared, boolean last) {
        var commit = prepared.commit();
        var stage = prepared.rows().whole();
        try {
            var staged = prepared.stagedRows();
            var result = last ? participant.commitLast(commit) : participant.commit(commit);
            if (result.isEmpty() && stage != null) {
                stage.close();
            }
            var rows = result.map(
                            counted -> CommittedRows.of(counted, prepared.rows().placeOfTombstones()))
                    .orElseGet(() -> CommittedRows.uncounted(staged));
            finished(rows, result.orElse(null), result.isEmpty() ? null : stage);
        } catch (RuntimeException | Error e) { // an error that ended this thread would leave everyone waiting for it
            giveUp(prepared, e);
        } finally {
            closeOthers(prepared);
        }
    }

    private void giveUp(UncommittedRows.Prepared prepared, Throwable e) {
        var stage = prepared.rows().whole();
        try {
            if (stage != null) {
                stage.close();
            }
        } finally {
            failed(e instanceof RuntimeException failed ? failed : ConnectorException.of("Committing " + stream, e));
        }
    }

    private static void closeOthers(UncommittedRows.Prepared prepared) {
        prepared.rows().others().forEach(TableStage::close);
        prepared.commit().factStages().forEach(FactStage::close);
    }

    private void finished(CommittedRows rows, @Nullable CommitResult result, @Nullable TableStage stage) {
        lock.lock();
        try {
            uncommitted.committed(rows, result, stage);
            committing = false;
            idle.signalAll();
        } finally {
            lock.unlock();
        }
        listener.rowsCommitted(stream, rows.inserted(), rows.updated(), rows.unchanged());
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
