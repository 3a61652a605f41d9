package io.hubflow.service;

import io.hubflow.engine.destination.VerificationRecord;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.service.portal.Portal;
import io.hubflow.service.portal.PortalPlan;
import io.hubflow.service.schedule.Decision;
import io.hubflow.service.schedule.Ending;
import io.hubflow.service.schedule.Never;
import io.hubflow.service.schedule.Scheduler;
import io.hubflow.service.status.Changes;
import io.hubflow.service.status.ConfiguredTypes;
import io.hubflow.service.status.ObjectStatus;
import io.hubflow.service.status.PortalMonitor;
import io.hubflow.service.status.PortalStatus;
import io.hubflow.service.status.PortalStatuses;
import io.hubflow.service.status.Proof;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** Longer than a short shortage of memory, and short enough that nobody has to start the service again. */
    private static final Duration AFTER_INTERNAL_ERROR = Duration.ofSeconds(30);

    /** After the warehouse could not be read between two runs. */
    static final Duration BETWEEN_LOOKS = Duration.ofSeconds(15);

    private final Portal portal;
    private final PortalPlan plan;
    private final InstantSource clock;
    private final Pace pace;
    private final Semaphore slots;
    private final Changes changes;
    private final PortalNews news;
    private final PortalMonitor monitor;
    private final Scheduler scheduler;
    private final Endings endings;
    private final Map<String, List<String>> objectTypes = new LinkedHashMap<>();
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition asked = lock.newCondition();
    private Instant lookAgain = Instant.MAX;
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
        this.monitor = new PortalMonitor(portal.name(), clock, changes);
        this.endings = new Endings(portal, clock);
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
        var begun = false;
        while (!stopping) {
            try {
                if (!begun) {
                    begin();
                    begun = true;
                }
                step();
            } catch (InterruptedException e) {
                // Only close() interrupts; whether to go on is decided above.
                LOG.debug("Portal {} was woken", portal.name());
            } catch (RuntimeException | Error e) {
                recover(e);
            }
        }
        portal.close();
    }

    /** Looks at the warehouse and schedules the jobs. Can be called again after it failed. */
    private void begin() {
        look();
        var lastStarted = lastStarted();
        plan.jobs().stream()
                .filter(job -> !scheduler.jobs().contains(job.name()))
                .forEach(job -> scheduler.add(job.name(), job.schedule(), lastStarted, clock.instant()));
        scheduleVerification();
        resumeUnfinished();
        changes.happened();
        news.ran(status());
    }

    /** Something failed besides a run, which has its own backoff. It must not silence the portal, nor fill the log. */
    private void recover(Throwable thrown) {
        try {
            LOG.error("Portal {}: internal error; the service goes on", portal.name(), thrown);
            monitor.failed(InternalFailure.of(thrown));
            var until = clock.instant().plus(AFTER_INTERNAL_ERROR);
            while (!stopping && clock.instant().isBefore(until)) {
                await(Duration.between(clock.instant(), until));
            }
        } catch (InterruptedException e) {
            LOG.debug("Portal {} was woken", portal.name());
        } catch (RuntimeException | Error again) {
            // Such as no memory for the message either. The next step tries once more.
            thrown.addSuppressed(again);
        }
    }

    /** What an earlier process did not finish goes on at once, and not when its schedule says. */
    private void resumeUnfinished() {
        var unfinished = new UnfinishedWork(monitor.view().stored().status(), configured(), loadedTypes());
        plan.jobs().stream().filter(unfinished::concerns).forEach(job -> {
            LOG.info("Portal {}: {} was not finished and goes on", portal.name(), job.name());
            scheduler.runNow(job.name());
        });
    }

    private ConfiguredTypes configured() {
        return new ConfiguredTypes(
                portal.objectTypes(), monitor.view().recorded().types());
    }

    /**
     * What an earlier look found whole and this one does not, because a person reset it, put an older copy in its place, or deleted the
     * table: it is loaded at once, and not when its schedule says.
     */
    private void reloadLost(List<String> loadedBefore) {
        var lost = new HashSet<>(loadedBefore);
        loadedTypes().forEach(lost::remove);
        if (lost.isEmpty()) {
            return;
        }
        var configured = configured();
        plan.jobs().stream()
                .filter(job -> job.objectTypes().isEmpty()
                        || configured.namesOf(job.objectTypes()).stream().anyMatch(lost::contains))
                .forEach(job -> {
                    LOG.info(
                            "Portal {}: {} is no longer loaded whole; {} begins at once",
                            portal.name(),
                            lost,
                            job.name());
                    scheduler.runNow(job.name());
                });
    }

    /** Those that are loaded whole. */
    private List<String> loadedTypes() {
        return status().objects().stream()
                .filter(object -> object.settledTo().isPresent())
                .map(ObjectStatus::objectType)
                .toList();
    }

    /** Once something is loaded whole: before, there is nothing to compare. */
    private void scheduleVerification() {
        if (!isVerificationScheduled() && !loadedTypes().isEmpty()) {
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
            case Decision.WaitUntil wait when !clock.instant().isBefore(lookAgain) -> lookAgain();
            case Decision.Paused paused when !clock.instant().isBefore(lookAgain) -> lookAgain();
            case Decision.WaitUntil wait -> await(Duration.between(clock.instant(), earlier(wait.until(), lookAgain)));
            case Decision.Paused paused -> await(Pace.LONGEST);
            case Decision.Running running -> throw new IllegalStateException(running.job() + " runs in this thread");
        }
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
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
        Ending ending = new Ending.Failed(false);
        try {
            LOG.info("Portal {}: {} begins", portal.name(), job);
            ending = verifies ? verify() : sync(objectTypes.getOrDefault(job, List.of()));
        } catch (RuntimeException | Error e) {
            ending = failed(verifies, e);
        } finally {
            scheduler.ended(clock.instant(), ending);
        }
        if (!stopping) {
            var loadedBefore = loadedTypes();
            if (look()) {
                reloadLost(loadedBefore);
                verifyFirstLoads(loadedBefore);
            }
            scheduleVerification();
            news.ran(status());
        }
    }

    /** Object types that the last verification could not compare: without this they would be unproven until the next one. */
    private void verifyFirstLoads(List<String> loadedBefore) {
        var unproven = status().objects().stream()
                .filter(object -> object.settledTo().isPresent() && !loadedBefore.contains(object.objectType()))
                .anyMatch(object -> object.lastProof().map(Proof::failed).orElse(true));
        var wanted = isVerificationScheduled() && !(plan.verification() instanceof Never) && !scheduler.isPaused();
        if (unproven && wanted) {
            scheduler.runNow(PortalPlan.VERIFY);
        }
    }

    private Ending sync(List<String> types) {
        monitor.runStarted();
        var report = portal.sync(types, monitor);
        LOG.info("Portal {}: run {} {}", portal.name(), report.runId(), report.status());
        monitor.runEnded(report, types.isEmpty());
        return endings.of(report);
    }

    private Ending verify() {
        monitor.verificationStarted();
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
        return endings.of(report);
    }

    /** Also an error of the virtual machine, such as a full memory: the portal is tried again, the others are not harmed. */
    private Ending failed(boolean verified, Throwable thrown) {
        var failure = InternalFailure.of(thrown);
        var ending = endings.of(failure);
        if (ending instanceof Ending.Stopped) {
            monitor.stopped();
            return ending;
        }
        if (InternalFailure.isUnexpected(thrown)) {
            LOG.error("Portal {}: {}", portal.name(), failure.getMessage(), thrown);
        } else {
            LOG.warn("Portal {}: {}", portal.name(), failure.getMessage());
        }
        if (verified) {
            monitor.verificationFailed(failure);
        } else {
            monitor.failed(failure);
        }
        return ending;
    }

    /** @return false when the warehouse could not be read; it is tried again soon */
    private boolean look() {
        try {
            monitor.loaded(portal.load());
            lookAgain = Instant.MAX;
            return true;
        } catch (ConnectorException e) {
            lookAgain = clock.instant().plus(BETWEEN_LOOKS);
            if (e.code() == ErrorCode.DESTINATION_LOCKED) {
                // Another command writes just now. If it holds the file for long, the next run fails and says so.
                LOG.info("Portal {}: {}", portal.name(), e.getMessage());
            } else {
                LOG.warn("Portal {}: {}", portal.name(), e.getMessage());
                monitor.lookFailed(e);
            }
            return false;
        }
    }

    private void lookAgain() {
        if (look()) {
            scheduleVerification();
        }
        news.ran(status());
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
