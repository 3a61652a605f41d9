package io.hubflow.engine;

import io.hubflow.engine.catalog.PropertyFilter;
import io.hubflow.engine.load.GroupCommits;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The object types of a run, side by side. One that fails fails alone, unless its failure concerns them all: then the others
 * are interrupted, commit what they have, and report that failure.
 */
final class ObjectSyncs {
    private final RunContext context;
    private final PropertyFilter filter;
    private final Semaphore slots;
    private final AtomicReference<@Nullable ConnectorException> ending = new AtomicReference<>();
    private final Set<Thread> working = ConcurrentHashMap.newKeySet();

    ObjectSyncs(RunContext context, PropertyFilter filter) {
        this.context = context;
        this.filter = filter;
        this.slots = new Semaphore(Math.max(1, context.settings().maxConcurrentObjects()));
    }

    /** Whether a failure concerns every object type. */
    static boolean endsRun(ErrorCode code) {
        return switch (code.category()) {
            case PERMISSION -> code != ErrorCode.HUBSPOT_SCOPE_MISSING;
            case DESTINATION -> code != ErrorCode.DESTINATION_FOREIGN_TABLE;
            case QUOTA, INTERRUPTION -> true;
            case CONFIGURATION, UPSTREAM, BUG -> false;
        };
    }

    /** @throws ConnectorException {@code INTERRUPTED}, after every object type has committed what it had */
    List<ObjectReport> run(List<Found> found, ExecutorService threads) {
        var tasks = new ArrayList<Future<ObjectReport>>();
        for (var one : found) {
            var party = context.commits().join();
            tasks.add(threads.submit(() -> syncOne(one, party)));
        }
        var reports = new ArrayList<ObjectReport>();
        var interrupted = false;
        for (var i = 0; i < tasks.size(); ) {
            try {
                reports.add(tasks.get(i).get());
                i++;
            } catch (InterruptedException e) {
                interrupted = true;
                end(interruption(e));
            } catch (ExecutionException e) {
                throw new IllegalStateException("an object type's sync threw", e.getCause());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
            throw interruption(null);
        }
        return reports;
    }

    private ObjectReport syncOne(Found found, GroupCommits.Party party) {
        working.add(Thread.currentThread());
        try (party) {
            var report = because(sync(found, party));
            report.error().filter(e -> endsRun(e.code())).ifPresent(this::end);
            context.listener().objectFinished(report);
            return report;
        } finally {
            working.remove(Thread.currentThread());
        }
    }

    private ObjectReport sync(Found found, GroupCommits.Party party) {
        if (found.problem().isPresent()) {
            return failed(found.name(), found.problem().get());
        }
        var type = found.type().orElseThrow();
        try {
            slots.acquire();
        } catch (InterruptedException e) {
            return failed(type.name(), interruption(e));
        }
        var slot = new Slot();
        try {
            var ended = ending.get();
            if (ended != null) {
                return failed(type.name(), ended);
            }
            return new ObjectSync(context, type, found.properties(), filter, found.pipelines(), party).run(failure -> {
                // At once: the last commit may wait for those of the others, which must stop reading for it.
                failure.filter(e -> endsRun(e.code())).ifPresent(this::end);
                slot.giveBack();
            });
        } finally {
            slot.giveBack();
        }
    }

    /** The right to read, given back once. */
    private final class Slot {
        private final AtomicBoolean held = new AtomicBoolean(true);

        void giveBack() {
            if (held.getAndSet(false)) {
                slots.release();
            }
        }
    }

    /** An object type that was stopped by another one's failure reports that failure. */
    private ObjectReport because(ObjectReport report) {
        var ended = ending.get();
        var stopped = report.error().map(e -> e.code() == ErrorCode.INTERRUPTED).orElse(false);
        return ended == null || !stopped ? report : report.with(ended);
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

    private ObjectReport failed(String name, ConnectorException why) {
        return ObjectReport.failed(name, context.warnings().of(name), why);
    }

    private static ConnectorException interruption(@Nullable InterruptedException e) {
        return new ConnectorException(
                ErrorCode.INTERRUPTED,
                "The run was interrupted.",
                "What was committed stays; the next run goes on from there.",
                "Run it again.",
                e);
    }
}
