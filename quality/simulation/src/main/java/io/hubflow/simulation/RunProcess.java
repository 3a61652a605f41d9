package io.hubflow.simulation;

import io.hubflow.hubspot.quota.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * One run's process: its clock, and the steps at which it may be killed. After the kill nothing that it does reaches HubSpot
 * or the destination any more; its threads end at their next step.
 */
final class RunProcess implements Timeline, InstantSource {
    /** What a killed process's threads meet at each step. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Killed() {
            super("killed", null, false, false);
        }
    }

    private final SeededScheduler scheduler;
    private final long startMillis;
    private final long lastStep;
    private Duration clockError;
    private long steps;
    private boolean dead;

    /**
     * @param startMillis the true time when the scheduler's clock is at 0
     * @param clockError what the process's wall clock is ahead of the true time
     * @param lastStep the step that it does not survive; {@code Long.MAX_VALUE} for none
     */
    RunProcess(SeededScheduler scheduler, long startMillis, Duration clockError, long lastStep) {
        this.scheduler = scheduler;
        this.startMillis = startMillis;
        this.clockError = clockError;
        this.lastStep = lastStep;
    }

    /** Before and after everything that reaches the world outside of the process. */
    void step() {
        if (dead) {
            throw new Killed();
        }
        if (++steps >= lastStep) {
            dead = true;
            throw new Killed();
        }
    }

    boolean isDead() {
        return dead;
    }

    void kill() {
        dead = true;
    }

    long steps() {
        return steps;
    }

    void jump(Duration by) {
        clockError = clockError.plus(by);
    }

    @Override
    public long nanos() {
        return scheduler.millis() * 1_000_000;
    }

    @Override
    public Instant wallTime() {
        return Instant.ofEpochMilli(startMillis + scheduler.millis()).plus(clockError);
    }

    @Override
    public Instant instant() {
        return wallTime();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        if (dead) {
            throw new Killed();
        }
        if (!duration.isNegative() && !duration.isZero()) {
            scheduler.sleep((duration.toNanos() + 999_999) / 1_000_000);
        }
    }
}
