package io.hubflow.service;

import io.hubflow.engine.RunStatus;
import io.hubflow.engine.catalog.ReadableTypes;
import io.hubflow.engine.destination.VerificationRecord;
import io.hubflow.engine.report.RunReport;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.service.portal.Portal;
import io.hubflow.service.portal.PortalPlan;
import io.hubflow.service.schedule.Decision;
import io.hubflow.service.schedule.Ending;
import io.hubflow.service.schedule.Scheduler;
import io.hubflow.service.status.Changes;
import io.hubflow.service.status.ObjectStatus;
import io.hubflow.service.status.PortalMonitor;
import io.hubflow.service.status.PortalStatus;
import io.hubflow.service.status.PortalStatuses;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one portal's jobs when they are due, in a thread of its own, so that a portal that fails or hangs harms no other.
 * Thread-safe.
 */
public final class PortalRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PortalRunner.class);

    /** How a run is recorded that was killed (nobody could record its end) or stopped. */
    private static final Set<String> UNFINISHED =
            Set.of(RunStatus.RUNNING.word(), RunStatus.KILLED.word(), RunStatus.INTERRUPTED.word());

    private final Portal portal;
    private final PortalPlan plan;
    private final InstantSource clock;
    private final Pace pace;
    private final Semaphore slots;
    private final Changes changes;
    private final PortalNews news;
    private final PortalMonitor monitor;
    private final Scheduler scheduler;
    private final Map<String, List<String>> objectTypes = new LinkedHashMap<>();
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition asked = lock.newCondition();
    private volatile boolean stopping;

    /** @param slots how many portals may run at once */
    PortalRunner(
            Portal portal,
            PortalPlan plan,
            InstantSource clock,
            Pace pace,
            Semaphore slots,
            Changes changes,
            PortalNews news) {
        this.portal = portal;
        this.plan = plan;
        this.clock = clock;
        this.pace = pace;
        this.slots = slots;
        this.changes = changes;
        this.news = news;
        this.monitor = new PortalMonitor(clock, changes);
        this.scheduler =
                new Scheduler(plan.rules(), () -> ThreadLocalRandom.current().nextLong(), clock.instant());
        plan.jobs().forEach(job -> objectTypes.put(job.name(), job.objectTypes()));
        // A platform thread: DuckDB is native.
        this.thread = Thread.ofPlatform().name("portal-" + portal.name()).unstarted(this::work);
    }

    void start() {
        thread.start();
    }

    public String name() {
        return portal.name();
    }

    /** How the portal stands now. */
    public PortalStatus status() {
        return new PortalStatuses(portal, plan, scheduler, monitor.view()).at(clock.instant(), System.nanoTime());
    }

    /** Whether the warehouse was looked at. */
    public boolean ready() {
        return monitor.view().ready();
    }

    /** @param job empty = the first one; {@link PortalPlan#VERIFY} compares the tables. @return false when there is no such job */
    public boolean runNow(String job) {
        var name = job.isEmpty() ? plan.jobs().getFirst().name() : job;
        if (!name.equals(PortalPlan.VERIFY)
                && plan.jobs().stream().noneMatch(known -> known.name().equals(name))) {
            return false;
        }
        scheduler.runNow(name);
        wake();
        return true;
    }

    public void pause() {
        scheduler.pause();
        wake();
    }

    public void resume() {
        scheduler.resume();
        wake();
    }

    private void wake() {
        lock.lock();
        try {
            asked.signalAll();
        } finally {
            lock.unlock();
        }
        changes.happened();
    }

    private void work() {
        look();
        var lastStarted = lastStarted();
        plan.jobs().forEach(job -> scheduler.add(job.name(), job.schedule(), lastStarted, clock.instant()));
        scheduleVerification();
        resumeUnfinished();
        changes.happened();
        news.ran(status());
        while (!stopping) {
            try {
                step();
            } catch (InterruptedException e) {
                // Only close() interrupts; whether to go on is decided above.
                LOG.debug("Portal {} was woken", portal.name());
            } catch (RuntimeException e) {
                LOG.error("Portal {}: internal error; the service goes on", portal.name(), e);
                fail(new ConnectorException(
                        ErrorCode.BUG,
                        "Internal error (" + e.getClass().getName() + ").",
                        "What was committed before is kept; the service tries again.",
                        "Please report it with the lines of the log.",
                        e));
            }
        }
        portal.close();
    }

    /** What an earlier process did not finish goes on at once, and not when its schedule says. */
    private void resumeUnfinished() {
        var unfinished = unfinished();
        plan.jobs().stream()
                .filter(job -> unfinished.stream().anyMatch(type -> covers(job, type)))
                .forEach(job -> {
                    LOG.info("Portal {}: {} was not finished and goes on", portal.name(), job.name());
                    scheduler.runNow(job.name());
                });
    }

    /** A load that was killed before its first commit has left no line: such an object type is just missing. */
    private List<String> unfinished() {
        var stored = monitor.view().stored().status();
        if (stored.lastRuns().isEmpty()) {
            return List.of();
        }
        var unfinished = new ArrayList<String>();
        stored.lastRuns().forEach((type, run) -> {
            if (UNFINISHED.contains(run.status())) {
                unfinished.add(type);
            }
        });
        var loaded = status().objects().stream()
                .filter(object -> object.settledTo().isPresent())
                .map(ObjectStatus::objectType)
                .toList();
        portal.objectTypes().stream()
                .filter(type -> loaded.stream().noneMatch(type::equalsIgnoreCase) && !ReadableTypes.isAll(type))
                .forEach(unfinished::add);
        return unfinished;
    }

    private static boolean covers(PortalPlan.Job job, String objectType) {
        return job.objectTypes().isEmpty() || job.objectTypes().stream().anyMatch(objectType::equalsIgnoreCase);
    }

    /** Once something is loaded whole: before, there is nothing to compare. */
    private void scheduleVerification() {
        if (!isVerificationScheduled()
                && status().objects().stream()
                        .anyMatch(object -> object.settledTo().isPresent())) {
            addVerification();
        }
    }

    private boolean isVerificationScheduled() {
        return scheduler.jobs().contains(PortalPlan.VERIFY);
    }

    private void addVerification() {
        var last = monitor.view().stored().verifications().stream()
                .map(VerificationRecord::startedAt)
                .findFirst();
        scheduler.add(PortalPlan.VERIFY, plan.verification(), last, clock.instant());
    }

    private void step() throws InterruptedException {
        switch (scheduler.decide(clock.instant())) {
            case Decision.Start start -> runInSlot(start.job());
            case Decision.WaitUntil wait -> await(Duration.between(clock.instant(), wait.until()));
            case Decision.Paused paused -> await(Pace.LONGEST);
            case Decision.Running running -> throw new IllegalStateException(running.job() + " runs in this thread");
        }
    }

    private void await(Duration left) throws InterruptedException {
        lock.lock();
        try {
            if (!stopping) {
                pace.await(asked, left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void runInSlot(String job) throws InterruptedException {
        slots.acquire();
        try {
            if (!stopping) {
                run(job);
            }
        } finally {
            slots.release();
        }
    }

    private void run(String job) {
        var verifies = job.equals(PortalPlan.VERIFY);
        if (verifies && !isVerificationScheduled()) {
            addVerification();
        }
        scheduler.started(job, clock.instant());
        Ending ending = new Ending.Failed();
        try {
            LOG.info("Portal {}: {} begins", portal.name(), job);
            ending = verifies ? verify() : sync(objectTypes.getOrDefault(job, List.of()));
        } finally {
            scheduler.ended(clock.instant(), ending);
        }
        if (!stopping) {
            look();
            scheduleVerification();
            news.ran(status());
        }
    }

    private Ending sync(List<String> types) {
        monitor.runStarted();
        try {
            var report = portal.sync(types, monitor);
            LOG.info("Portal {}: run {} {}", portal.name(), report.runId(), report.status());
            monitor.runEnded(report);
            return ending(report);
        } catch (ConnectorException e) {
            if (e.code() == ErrorCode.INTERRUPTED) {
                monitor.stopped();
                return new Ending.Stopped();
            }
            LOG.warn("Portal {}: {}", portal.name(), e.getMessage());
            monitor.failed(e);
            return ending(e.code());
        }
    }

    private Ending verify() {
        monitor.verificationStarted();
        try {
            var report = portal.verify(monitor);
            monitor.verificationEnded();
            report.tables().stream()
                    .filter(table -> !table.unexplained().isEmpty())
                    .forEach(table -> LOG.warn(
                            "Portal {}: {} records of {} differ from HubSpot (verification {})",
                            portal.name(),
                            table.unexplained().size(),
                            table.table(),
                            report.id()));
            return ending(report.tables().stream()
                            .flatMap(table -> table.error().stream())
                            .toList())
                    .orElseGet(Ending.Succeeded::new);
        } catch (ConnectorException e) {
            if (e.code() == ErrorCode.INTERRUPTED) {
                monitor.stopped();
                return new Ending.Stopped();
            }
            LOG.warn("Portal {}: {}", portal.name(), e.getMessage());
            monitor.verificationFailed(e);
            return ending(e.code());
        }
    }

    private Ending ending(RunReport report) {
        if (report.status() == RunReport.Status.INTERRUPTED) {
            return new Ending.Stopped();
        }
        var errors = report.objects().stream()
                .flatMap(object -> object.error().stream())
                .toList();
        return ending(errors)
                .orElseGet(() ->
                        report.status() == RunReport.Status.FAILED ? new Ending.Failed() : new Ending.Succeeded());
    }

    /** Parks the portal when one of these says that the quota is spent. */
    private Optional<Ending> ending(List<ConnectorException> errors) {
        return errors.stream()
                .filter(error -> error.code().category() == ErrorCode.Category.QUOTA)
                .findFirst()
                .map(error -> ending(error.code()));
    }

    private Ending ending(ErrorCode code) {
        return code.category() == ErrorCode.Category.QUOTA
                ? new Ending.QuotaSpent(portal.quotaReset(clock.instant()))
                : new Ending.Failed();
    }

    private void look() {
        try {
            monitor.loaded(portal.load());
        } catch (ConnectorException e) {
            LOG.warn("Portal {}: {}", portal.name(), e.getMessage());
            monitor.failed(e);
        }
    }

    private void fail(ConnectorException failure) {
        monitor.failed(failure);
    }

    private Optional<Instant> lastStarted() {
        return monitor.view().stored().status().lastRuns().values().stream()
                .map(run -> run.startedAt())
                .max(Instant::compareTo);
    }

    /** Nothing starts any more, and a run that is under way ends after its present commit. Does not wait for it. */
    void stop() {
        stopping = true;
        thread.interrupt();
        wake();
    }

    /** Waits for the end. @return false when it has not come within this time */
    boolean awaitEnd(Duration longest) throws InterruptedException {
        return thread.join(longest);
    }

    @Override
    public void close() {
        stop();
    }
}
