package io.hubflow.snowflake.emulator.catalog;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A warehouse and its meter. It wakes for the first statement that needs it and falls asleep {@code autoSuspend} after the last; billing
 * is by the second with a minimum of 60 s for each start (docs.snowflake.com/en/user-guide/what-are-credits). Thread-safe.
 */
public final class Warehouse {
    private static final Duration MINIMUM_CHARGE = Duration.ofSeconds(60);

    private final String name;
    private final String size;
    private final InstantSource clock;
    private Duration autoSuspend;
    private boolean autoResume;
    private boolean suspended = true;
    private int running;
    private long wakeUps;
    private Duration held = Duration.ZERO;
    private Duration billed = Duration.ZERO;
    private Duration busy = Duration.ZERO;
    private @Nullable Instant awakeSince;
    private volatile @Nullable String resourceMonitor;
    private Instant lastUse = Instant.EPOCH;

    public Warehouse(String name, String size, Duration autoSuspend, boolean autoResume, InstantSource clock) {
        this.name = name;
        this.size = size;
        this.autoSuspend = autoSuspend;
        this.autoResume = autoResume;
        this.clock = clock;
    }

    /** What was metered so far; a warehouse that is awake is counted up to now. */
    public record Meter(
            String warehouse,
            double heldSeconds,
            double busySeconds,
            double billedSeconds,
            long wakeUps,
            boolean suspended) {}

    public String name() {
        return name;
    }

    /** From now on nothing runs on it, because the named resource monitor's quota is spent; null ends that. */
    public void blockBy(@Nullable String monitor) {
        resourceMonitor = monitor;
    }

    public Optional<String> resourceMonitor() {
        return Optional.ofNullable(resourceMonitor);
    }

    public String size() {
        return size;
    }

    public synchronized Duration autoSuspend() {
        return autoSuspend;
    }

    public synchronized void configure(@Nullable Duration newAutoSuspend, @Nullable Boolean newAutoResume) {
        sleepIfIdle();
        autoSuspend = newAutoSuspend == null ? autoSuspend : newAutoSuspend;
        autoResume = newAutoResume == null ? autoResume : newAutoResume;
    }

    /** Starts work on it; false when it sleeps and may not wake by itself. */
    public synchronized boolean begin() {
        sleepIfIdle();
        if (suspended && !autoResume) {
            return false;
        }
        resume();
        running++;
        return true;
    }

    /** Ends work that {@link #begin()} started. */
    public synchronized void end(Duration worked) {
        running--;
        busy = busy.plus(worked);
        lastUse = clock.instant();
    }

    public synchronized void resume() {
        sleepIfIdle();
        if (suspended) {
            suspended = false;
            wakeUps++;
            awakeSince = clock.instant();
            lastUse = clock.instant();
        }
    }

    /** ALTER WAREHOUSE … SUSPEND. */
    public synchronized void suspend() {
        sleepIfIdle();
        sleepAt(clock.instant());
    }

    public synchronized Meter meter() {
        sleepIfIdle();
        Duration open = awakeSince == null ? Duration.ZERO : Duration.between(awakeSince, clock.instant());
        return new Meter(
                name,
                seconds(held.plus(open)),
                seconds(busy),
                seconds(billed.plus(awakeSince == null ? Duration.ZERO : atLeastMinimum(open))),
                wakeUps,
                suspended);
    }

    public synchronized void resetMeter() {
        sleepIfIdle();
        held = Duration.ZERO;
        billed = Duration.ZERO;
        busy = Duration.ZERO;
        wakeUps = 0;
        if (awakeSince != null) {
            awakeSince = clock.instant();
        }
    }

    private void sleepIfIdle() {
        if (!suspended && running == 0 && !autoSuspend.isZero()) {
            Instant asleepAt = lastUse.plus(autoSuspend);
            if (!clock.instant().isBefore(asleepAt)) {
                sleepAt(asleepAt);
            }
        }
    }

    private void sleepAt(Instant at) {
        if (awakeSince != null) {
            Duration open = Duration.between(awakeSince, at);
            held = held.plus(open);
            billed = billed.plus(atLeastMinimum(open));
        }
        awakeSince = null;
        suspended = true;
    }

    private static Duration atLeastMinimum(Duration open) {
        return open.compareTo(MINIMUM_CHARGE) < 0 ? MINIMUM_CHARGE : open;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
