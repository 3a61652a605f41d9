package io.hubflow.engine.commit;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.CommitResult;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.FactStage;
import io.hubflow.engine.destination.QuarantinedRow;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.engine.destination.TableStage;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commits of a run. The last one of each object type may wait for those of the others, as long as the destination likes
 * ({@code FlushPolicy.gather}): one transaction then takes the changes of all, and a warehouse is woken once. What is large
 * does not wait. Thread-safe.
 */
public final class GroupCommits {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommits.class);
    /** A commit whose outcome is unknown is looked up, and sent again when it did not happen. */
    private static final int COMMIT_TRIES = 3;

    private final Destination destination;
    private final Streams streams;
    private final PendingIdentity identity;
    private final SyncListener listener;
    private final ReentrantLock identityLock = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    /** Parties that may still bring a last commit. */
    private int expected;

    private List<PendingCommit> gathered = new ArrayList<>();

    public GroupCommits(Destination destination, Streams streams, PendingIdentity identity) {
        this(destination, streams, identity, SyncListener.SILENT);
    }

    /** @param listener told how long each commit took */
    public GroupCommits(Destination destination, Streams streams, PendingIdentity identity, SyncListener listener) {
        this.destination = destination;
        this.streams = streams;
        this.identity = identity;
        this.listener = listener;
    }

    /** Which portal the tables belong to, as far as this run knows. */
    public PendingIdentity identity() {
        return identity;
    }

    /** All parties join before the first of them brings its last commit. */
    public CommitParticipant join() {
        return join(() -> {});
    }

    /**
     * As {@link #join()}, for a participant that others wait for.
     *
     * @param beforeLast runs before its last commit waits for those of the others; there the others must be let go on, or each
     *     waits for the other
     */
    public CommitParticipant join(Runnable beforeLast) {
        lock.lock();
        try {
            expected++;
            return new CommitParticipant(beforeLast);
        } finally {
            lock.unlock();
        }
    }

    /** Commits that wait for others. */
    int waiting() {
        lock.lock();
        try {
            return gathered.size();
        } finally {
            lock.unlock();
        }
    }

    /** One that commits, such as an object type. Closed when it commits no more, whether or not it ever did. */
    public final class CommitParticipant implements AutoCloseable {
        private final Runnable beforeLast;
        private boolean expectedYet = true;

        private CommitParticipant(Runnable beforeLast) {
            this.beforeLast = beforeLast;
        }

        /** @return empty when it happened and its counts are not known */
        public Optional<CommitResult> commit(Commit commit) {
            return send(commit);
        }

        /** This participant's last commit; waits for those of the others if that is worth it. */
        public Optional<CommitResult> commitLast(Commit commit) {
            beforeLast.run();
            var gather = destination.flushPolicy().gather();
            if (gather.isZero() || isLarge(commit)) {
                return send(commit);
            }
            var mine = new PendingCommit(commit);
            lock.lock();
            try {
                gathered.add(mine);
                arrived();
                await(mine, gather.toNanos());
            } finally {
                lock.unlock();
            }
            return mine.outcome();
        }

        /** Nobody waits for it any longer. */
        @Override
        public void close() {
            lock.lock();
            try {
                arrived();
            } finally {
                lock.unlock();
            }
        }

        private void arrived() {
            if (expectedYet) {
                expectedYet = false;
                expected--;
                moved.signalAll();
            }
        }
    }

    /** A commit on its way. Guarded by the lock. */
    private static final class PendingCommit {
        private final Commit commit;
        private boolean sent;
        private boolean done;
        private @Nullable CommitResult result;
        private @Nullable RuntimeException failure;

        PendingCommit(Commit commit) {
            this.commit = commit;
        }

        void succeeded(@Nullable CommitResult of) {
            done = true;
            result = of;
        }

        void failed(RuntimeException why) {
            done = true;
            failure = why;
        }

        Optional<CommitResult> outcome() {
            if (failure != null) {
                throw failure;
            }
            return Optional.ofNullable(result);
        }
    }

    private boolean isLarge(Commit commit) {
        var most = destination.flushPolicy().gatherBytes();
        return commit.stages().stream().anyMatch(stage -> stage.stagedBytes() > most || stage.isFull())
                || commit.factStages().stream().anyMatch(stage -> stage.stagedBytes() > most || stage.isFull());
    }

    /** Until somebody has sent it; the one who finds that the waiting is over sends for all. */
    private void await(PendingCommit mine, long nanos) {
        var left = nanos;
        while (!mine.done) {
            if (mine.sent) {
                moved.awaitUninterruptibly();
            } else if (expected == 0 || left <= 0) {
                sendGathered();
            } else {
                left = awaitMove(left);
            }
        }
    }

    private long awaitMove(long nanos) {
        try {
            return moved.awaitNanos(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private void sendGathered() {
        var group = gathered;
        gathered = new ArrayList<>();
        group.forEach(waiting -> waiting.sent = true);
        lock.unlock();
        List<Runnable> outcomes;
        try {
            outcomes = send(group);
        } finally {
            lock.lock();
        }
        outcomes.forEach(Runnable::run);
        moved.signalAll();
    }

    /** What to tell each. A failure that may be about one of them does not fail the others. */
    private List<Runnable> send(List<PendingCommit> group) {
        try {
            var result = send(together(group));
            return result.isEmpty()
                    ? group.stream()
                            .map(w -> (Runnable) () -> w.succeeded(null))
                            .toList()
                    : shares(group, result.get());
        } catch (ConnectorException e) {
            if (group.size() > 1 && mayConcernOne(e.code())) {
                LOG.info("A commit of {} object types was refused; each is committed alone", group.size());
                return group.stream().flatMap(w -> send(List.of(w)).stream()).toList();
            }
            return failures(group, e);
        } catch (RuntimeException e) {
            return failures(group, e);
        } catch (Error e) { // the others of the group would wait for ever
            return failures(group, ConnectorException.of("A commit", e));
        }
    }

    private static boolean mayConcernOne(ErrorCode code) {
        return code.concernsOneTable()
                || code == ErrorCode.DESTINATION_REFUSED
                || code == ErrorCode.DESTINATION_STATE_MOVED;
    }

    private static List<Runnable> failures(List<PendingCommit> group, RuntimeException e) {
        return group.stream().map(w -> (Runnable) () -> w.failed(e)).toList();
    }

    private static Commit together(List<PendingCommit> group) {
        var stages = new ArrayList<TableStage>();
        var quarantined = new ArrayList<QuarantinedRow>();
        var references = new ArrayList<ReferenceTable>();
        var checkpoints = new ArrayList<Checkpoint>();
        var runs = new ArrayList<RunRecord>();
        var facts = new ArrayList<FactStage>();
        for (var waiting : group) {
            stages.addAll(waiting.commit.stages());
            quarantined.addAll(waiting.commit.quarantined());
            references.addAll(waiting.commit.references());
            checkpoints.addAll(waiting.commit.checkpoints());
            runs.addAll(waiting.commit.runs());
            facts.addAll(waiting.commit.factStages());
        }
        return new Commit(stages, quarantined, references, checkpoints, runs).withFacts(facts);
    }

    /** A result has a line for each stage, in order. */
    private static List<Runnable> shares(List<PendingCommit> group, CommitResult result) {
        var shares = new ArrayList<Runnable>();
        var next = 0;
        var nextFacts = 0;
        for (var waiting : group) {
            var end = next + waiting.commit.stages().size();
            var endFacts = nextFacts + waiting.commit.factStages().size();
            var share = new CommitResult(
                    result.tables().subList(next, end), result.facts().subList(nextFacts, endFacts));
            shares.add(() -> waiting.succeeded(share));
            next = end;
            nextFacts = endFacts;
        }
        return shares;
    }

    private Optional<CommitResult> send(Commit commit) {
        return identity.isPending() ? sendWithIdentity(commit) : sendUntilKnown(commit);
    }

    /** One at a time: the checkpoints of one stream follow one another. */
    private Optional<CommitResult> sendWithIdentity(Commit commit) {
        identityLock.lock();
        try {
            if (!identity.isPending()) {
                return sendUntilKnown(commit);
            }
            var writesData = commit.writesData();
            var whole = identity.into(commit);
            var result = sendUntilKnown(whole);
            identity.committed(whole, writesData);
            return result;
        } finally {
            identityLock.unlock();
        }
    }

    private static List<String> tables(CommitResult result) {
        return Stream.concat(
                        result.tables().stream().map(CommitResult.TableResult::table),
                        result.facts().stream().map(CommitResult.FactResult::table))
                .distinct()
                .toList();
    }

    private Optional<CommitResult> sendUntilKnown(Commit commit) {
        for (var tries = 1; ; tries++) {
            try {
                var start = System.nanoTime();
                var result = destination.commit(commit);
                listener.committed(tables(result), Duration.ofNanos(System.nanoTime() - start));
                streams.adopt(commit.checkpoints());
                return Optional.of(result);
            } catch (ConnectorException e) {
                if (e.code() != ErrorCode.COMMIT_OUTCOME_UNKNOWN || tries == COMMIT_TRIES) {
                    throw e;
                }
                LOG.warn("The outcome of a commit is not known; the destination's state decides");
                if (destination.loadCheckpoints().containsAll(commit.checkpoints())) {
                    streams.adopt(commit.checkpoints());
                    return Optional.empty();
                }
            }
        }
    }
}
