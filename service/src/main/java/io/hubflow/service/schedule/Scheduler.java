package io.hubflow.service.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides which of some jobs runs when. One job runs at a time. It holds no thread and no clock: whoever runs the jobs asks it
 * what to do and tells it what happened. Its memory does not grow with time. Thread-safe.
 *
 * <p>If the clock jumps backwards by more than {@link #CLOCK_TOLERANCE}, jobs are due as if they had been scheduled at the new
 * time: no job waits for a moment that the old clock named.
 */
public final class Scheduler {
    /** Clocks that are being disciplined move back by fractions of a second. */
    static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(5);

    /** A start that is later than its moment by no more than this was not missed. */
    static final Duration PUNCTUAL = Duration.ofSeconds(30);

    /** HubSpot's daily quota is reset at a midnight, which is never further away. */
    private static final Duration LONGEST_PARKING = Duration.ofHours(25);

    /** Doubling stops here; any longest backoff is reached long before. */
    private static final int MOST_DOUBLINGS = 20;

    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final Deque<String> requested = new ArrayDeque<>();
    private final ScheduleRules rules;
    private final RandomGenerator random;
    private Instant seen;
    private @Nullable String running;
    private @Nullable Instant parkedUntil;
    private boolean paused;

    /** @param planned moment of the schedule; {@code due} is when it starts, later by jitter or backoff */
    private static final class Job {
        private final String name;
        private final Schedule schedule;
        private Instant planned;
        private Instant due;
        private int failures;

        private Job(String name, Schedule schedule, Instant planned) {
            this.name = name;
            this.schedule = schedule;
            this.planned = planned;
            this.due = planned;
        }
    }

    public Scheduler(ScheduleRules rules, RandomGenerator random, Instant now) {
        this.rules = rules;
        this.random = random;
        this.seen = now;
    }

    /**
     * Adds a job. Of two that are due at once, the one that was added first runs first.
     *
     * @param lastStarted its last run of an earlier process. Without one an interval is due at once; a moment that was missed
     *     since then is caught up on according to the rules
     */
    public synchronized void add(String name, Schedule schedule, Optional<Instant> lastStarted, Instant now) {
        var first = lastStarted
                .filter(last -> !last.isAfter(now))
                .map(last -> schedule.next(last, last))
                .orElseGet(() -> schedule instanceof Every ? now : schedule.next(now, now));
        var job = new Job(name, schedule, first);
        if (first.isBefore(now)) {
            missed(job, now);
        } else if (first.isAfter(now)) {
            job.due = withJitter(first);
        }
        if (jobs.put(name, job) != null) {
            throw new IllegalStateException("job " + name + " was added twice");
        }
    }

    /** What to do at this moment. Asking changes nothing but what was missed. */
    public synchronized Decision decide(Instant now) {
        observe(now);
        if (running != null) {
            return new Decision.Running(running);
        }
        if (!requested.isEmpty()) {
            return new Decision.Start(requested.getFirst());
        }
        if (paused || jobs.isEmpty()) {
            return new Decision.Paused();
        }
        if (parkedUntil != null) {
            if (now.isBefore(parkedUntil)) {
                return new Decision.WaitUntil(earliest().name, parkedUntil, Decision.Reason.QUOTA);
            }
            parkedUntil = null;
        }
        if (rules.catchUp() == CatchUp.SKIP) {
            var tooLate = now.minus(PUNCTUAL).minus(rules.jitter());
            jobs.values().stream().filter(job -> job.due.isBefore(tooLate)).forEach(job -> missed(job, now));
        }
        var job = earliest();
        if (!now.isBefore(job.due)) {
            return new Decision.Start(job.name);
        }
        var reason = job.failures > 1 ? Decision.Reason.BACKOFF : Decision.Reason.SCHEDULE;
        return new Decision.WaitUntil(job.name, job.due, reason);
    }

    /** The job runs from now on. */
    public synchronized void started(String name, Instant now) {
        if (running != null) {
            throw new IllegalStateException("job " + running + " is running; " + name + " cannot start beside it");
        }
        observe(now);
        requested.remove(name);
        running = name;
        var job = require(name);
        job.planned = job.schedule.next(job.planned, now);
    }

    /** The job that was running has ended. */
    public synchronized void ended(Instant now, Ending how) {
        if (running == null) {
            throw new IllegalStateException("no job is running");
        }
        observe(now);
        var job = require(running);
        running = null;
        if (job.planned.isAfter(now)) {
            job.due = withJitter(job.planned);
        } else {
            missed(job, now);
        }
        switch (how) {
            case Ending.Succeeded succeeded -> {
                job.failures = 0;
                // It could call HubSpot, so the quota is not spent any more.
                parkedUntil = null;
            }
            case Ending.Stopped stopped -> job.failures = 0;
            case Ending.Failed failed -> {
                job.failures++;
                var earliest = now.plus(backoff(job.failures));
                job.due = job.due.isBefore(earliest) ? earliest : job.due;
                var again = now.plus(backoff(job.failures + 1));
                if (failed.passing() && again.isBefore(job.due)) {
                    job.due = again;
                }
            }
            case Ending.QuotaSpent spent -> parkedUntil = spent.resetAt();
        }
    }

    /** Nothing starts from now on, except what is requested. A job that is running goes on. */
    public synchronized void pause() {
        paused = true;
    }

    public synchronized void resume() {
        paused = false;
    }

    public synchronized boolean isPaused() {
        return paused;
    }

    /**
     * The job starts as soon as nothing runs, even when it is paused, parked or backing off. Requests do not pile up. A job
     * may be asked for before it is {@linkplain #add added}, and must be there when it is decided what to do.
     */
    public synchronized void runNow(String name) {
        if (!requested.contains(name)) {
            requested.add(name);
        }
    }

    public synchronized List<String> jobs() {
        return List.copyOf(jobs.keySet());
    }

    /** When the job is due, if nothing else keeps it; absent before it is added. */
    public synchronized Optional<Instant> due(String name) {
        return Optional.ofNullable(jobs.get(name)).map(job -> job.due);
    }

    /** How often the job has failed in a row. */
    public synchronized int failures(String name) {
        return require(name).failures;
    }

    private void missed(Job job, Instant now) {
        if (rules.catchUp() == CatchUp.ONCE) {
            job.due = now;
        } else {
            job.planned = job.schedule.next(job.planned, now);
            job.due = withJitter(job.planned);
        }
    }

    private void observe(Instant now) {
        if (now.isBefore(seen.minus(CLOCK_TOLERANCE))) {
            for (var job : jobs.values()) {
                job.planned = job.schedule.next(now, now);
                job.due = withJitter(job.planned);
            }
            if (parkedUntil != null && parkedUntil.isAfter(now.plus(LONGEST_PARKING))) {
                parkedUntil = null;
            }
            seen = now;
        } else if (now.isAfter(seen)) {
            seen = now;
        }
    }

    private Job earliest() {
        return jobs.values().stream().min(Comparator.comparing(job -> job.due)).orElseThrow();
    }

    private Job require(String name) {
        var job = jobs.get(name);
        if (job == null) {
            throw new IllegalStateException("there is no job " + name);
        }
        return job;
    }

    private Duration backoff(int failures) {
        if (failures < 2) {
            return Duration.ZERO;
        }
        var pause = rules.backoff().multipliedBy(1L << Math.min(failures - 2, MOST_DOUBLINGS));
        return pause.compareTo(rules.longestBackoff()) > 0 ? rules.longestBackoff() : pause;
    }

    private Instant withJitter(Instant moment) {
        var most = rules.jitter().toMillis();
        return most == 0 || moment.equals(Instant.MAX) ? moment : moment.plusMillis(random.nextLong(most + 1));
    }
}
