package io.hubflow.hubspot.quota;

import java.time.Duration;
import java.time.Instant;

/** The clock and the sleep that the client lives by; tests move it by hand. Thread-safe. */
public interface Timeline {
    /** Elapsed time from an arbitrary origin, as {@link System#nanoTime()}. */
    long nanos();

    /** The wall clock of this machine. */
    Instant wallTime();

    /** Blocks the calling thread; returns at once for a duration that is not positive. */
    void sleep(Duration duration) throws InterruptedException;

    /** The machine's own clock. */
    static Timeline system() {
        return SystemTimeline.INSTANCE;
    }
}
