package io.hubflow.engine;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.PropertyFilter;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.commit.GroupCommits;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.report.ObjectReport;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The object types of a run, side by side. One that fails fails alone, unless its failure concerns them all: then the others
 * are interrupted, commit what they have, and report that failure.
 */
final class ObjectSyncs {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectSyncs.class);

    private final RunContext context;
    private final PropertyFilter filter;
    private final ReadingTurns turns;
    private final AtomicReference<@Nullable ConnectorException> ending = new AtomicReference<>();
    private final Set<Thread> working = ConcurrentHashMap.newKeySet();

    ObjectSyncs(RunContext context, PropertyFilter filter) {
        this.context = context;
        this.filter = filter;
        this.turns = new ReadingTurns(context.settings().lanes().objects());
    }

    /** Whether a failure concerns every object type. */
    static boolean endsRun(ErrorCode code) {
        return switch (code.category()) {
            case PERMISSION -> code != ErrorCode.HUBSPOT_SCOPE_MISSING;
            case DESTINATION -> !code.concernsOneTable();
            case QUOTA, INTERRUPTION -> true;
            case CONFIGURATION, UPSTREAM, BUG -> false;
        };
    }

    /**
     * When the calling thread is interrupted, every object type that has not ended commits what it has and reports
     * {@code INTERRUPTED}; the interruption is thereby used up.
     */
    List<ObjectReport> run(List<RecordFeed> feeds, ExecutorService threads) {
        var tasks = new ArrayList<Future<ObjectReport>>();
        for (var feed : feeds) {
            var participant = context.commits().join();
            var turn = turns.next();
            tasks.add(threads.submit(() -> syncOne(feed.found(), participant, turn)));
        }
        var reports = new ArrayList<ObjectReport>();
        for (var i = 0; i < tasks.size(); ) {
            try {
                reports.add(tasks.get(i).get());
                i++;
            } catch (InterruptedException e) {
                end(ConnectorException.interrupted(e));
                // The object types are still awaited; the thread's mark would end each wait at once.
                Thread.interrupted();
            } catch (ExecutionException e) {
                throw new IllegalStateException("an object type's sync threw", e.getCause());
            }
        }
        return reports;
    }

    private ObjectReport syncOne(
            DiscoveredType found, GroupCommits.CommitParticipant participant, ReadingTurns.Turn turn) {
        working.add(Thread.currentThread());
        var startedAt = context.clock().instant();
        try (participant;
                turn) {
            var ended = sync(found, participant, turn);
            var report = because(ended.report());
            if (!ended.recorded()) {
                record(report, startedAt, participant);
            }
            report.error().filter(e -> endsRun(e.code())).ifPresent(this::end);
            context.listener().objectFinished(report);
            return report;
        } finally {
            working.remove(Thread.currentThread());
        }
    }

    /** @param recorded whether the destination holds how it ended */
    private record Ended(ObjectReport report, boolean recorded) {}

    /** An object type that failed before it began has its line in the history, too. */
    private void record(ObjectReport report, Instant startedAt, GroupCommits.CommitParticipant participant) {
        if (report.error()
                .map(e -> e.code().category() == ErrorCode.Category.DESTINATION)
                .orElse(false)) {
            return;
        }
        // What is written here is short, and the interruption that ended the reading must not cut it off.
        var interrupted = Thread.interrupted();
        try {
            var line = RunLine.of(
                    context.runId(),
                    startedAt,
                    Optional.of(context.clock().instant()),
                    RunStatus.ended(report.error(), !report.warnings().isEmpty()),
                    report);
            participant.commit(new Commit(List.of(), List.of(), List.of(), List.of(), List.of(line)));
        } catch (RuntimeException | Error e) { // the report still tells how it ended
            LOG.warn("How {} ended could not be recorded: {}", report.objectType(), e.getMessage());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Ended sync(DiscoveredType found, GroupCommits.CommitParticipant participant, ReadingTurns.Turn turn) {
        if (found.problem().isPresent()) {
            return unrecorded(found.name(), found.problem().get());
        }
        var type = found.type().orElseThrow();
        try {
            turn.begin(loadsFirst(type));
        } catch (ConnectorException e) {
            return unrecorded(type.name(), e);
        }
        var ended = ending.get();
        if (ended != null) {
            return unrecorded(type.name(), ended);
        }
        var sync = new ObjectSync(context, type, found, filter, participant, turn, this::because);
        var report = sync.run(failure -> {
            // At once: the last commit may wait for those of the others, which must stop reading for it.
            failure.filter(e -> endsRun(e.code())).ifPresent(this::end);
            turn.giveBack();
        });
        return new Ended(report, sync.recorded());
    }

    private boolean loadsFirst(ObjectType type) {
        return context.streams()
                .find(type.name(), ObjectState.class)
                .map(state -> state.snapshot() != null)
                .orElse(true);
    }

    /** An object type that was stopped by another one's failure reports that failure. */
    private ObjectReport because(ObjectReport report) {
        return report.error().map(e -> report.with(because(e))).orElse(report);
    }

    private ConnectorException because(ConnectorException e) {
        var ended = ending.get();
        return ended == null || e.code() != ErrorCode.INTERRUPTED ? e : ended;
    }

    private void end(ConnectorException e) {
        if (ending.compareAndSet(null, e)) {
            for (var thread : working) {
                if (thread != Thread.currentThread()) {
                    thread.interrupt();
                }
            }
        }
    }

    private Ended unrecorded(String name, ConnectorException why) {
        return new Ended(ObjectReport.failed(name, context.warnings().of(name), why), false);
    }
}
