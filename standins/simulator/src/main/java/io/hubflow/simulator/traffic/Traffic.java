package io.hubflow.simulator.traffic;

import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import io.hubflow.simulator.time.SimulatorClock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Drives traffic: by the simulator's clock, or by the calls that readers make. Ticks happen one after the other, each
 * whole. Safe for use by many threads.
 */
public final class Traffic implements AutoCloseable {
    /** A clock that was advanced by a year must not keep the next call waiting for millions of ticks. */
    private static final long MAX_TICKS_AT_ONCE = 10_000;

    private static final Duration WAKE_UP = Duration.ofMillis(5);

    private final Portal portal;
    private final TickRunner runner;
    private @Nullable Run run;
    private @Nullable Thread driver;

    private static final class Run {
        private final TrafficPlan plan;
        private final List<ObjectType> types;
        private final TrafficLog log;
        private final long startedAtMillis;
        private long calls;
        private boolean stopped;

        private Run(TrafficPlan plan, List<ObjectType> types, long startedAtMillis) {
            this.plan = plan;
            this.types = types;
            this.log = new TrafficLog();
            this.startedAtMillis = startedAtMillis;
        }
    }

    /** Traffic on a portal; nothing happens until it is started. */
    public Traffic(Portal portal, TickRunner runner) {
        this.portal = portal;
        this.runner = runner;
    }

    /**
     * Starts traffic, in place of what runs.
     *
     * @throws IllegalArgumentException for an unknown type, or when no type has records
     */
    public synchronized void start(TrafficPlan plan) {
        stop();
        var types = types(plan);
        if (types.isEmpty()) {
            throw new IllegalArgumentException("No object type has records that could change; name \"types\"");
        }
        run = new Run(plan, types, portal.clock().millis());
        if (plan.pace() instanceof TrafficPlan.Pace.Every && portal.clock().kind() == SimulatorClock.Kind.REAL) {
            driver = Thread.ofVirtual().name("simulator-traffic").start(this::drive);
        }
    }

    /** Stops traffic; {@link #status()} still tells what it did. */
    public synchronized void stop() {
        if (run != null) {
            run.stopped = true;
        }
        if (driver != null) {
            driver.interrupt();
            driver = null;
        }
    }

    /** What it did since it was started. */
    public synchronized TrafficStatus status() {
        return run == null ? TrafficLog.none() : run.log.status(run.plan, !run.stopped);
    }

    /** Carries out what is due before a call of an endpoint is answered. */
    public synchronized void before(String endpoint) {
        var current = run;
        if (current == null || current.stopped) {
            return;
        }
        if (current.plan.pace() instanceof TrafficPlan.Pace.Calls calls) {
            if (calls.endpoints().contains(endpoint) && ++current.calls % calls.n() == 0) {
                tick(current);
            }
        } else {
            catchUp();
        }
    }

    /** Stops for good. */
    @Override
    public void close() {
        stop();
    }

    private synchronized void catchUp() {
        var current = run;
        if (current == null || current.stopped || !(current.plan.pace() instanceof TrafficPlan.Pace.Every every)) {
            return;
        }
        long elapsedMillis = portal.clock().millis() - current.startedAtMillis;
        long due = Math.round(Math.floor(elapsedMillis * 1e6 / every.interval().toNanos()));
        for (long done = 0; current.log.ticks() < due && done < MAX_TICKS_AT_ONCE; done++) {
            tick(current);
        }
    }

    private void tick(Run current) {
        runner.tick(current.plan, current.types, current.log);
    }

    private void drive() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(WAKE_UP);
            } catch (InterruptedException stopped) {
                return;
            }
            catchUp();
        }
    }

    private List<ObjectType> types(TrafficPlan plan) {
        return portal.read(() -> plan.objectTypes().isEmpty()
                ? portal.types().all().stream()
                        .filter(type -> portal.store(type).liveCount() > 0)
                        .toList()
                : plan.objectTypes().stream().map(portal.types()::require).toList());
    }
}
