package io.hubflow.simulator.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The clock of the simulated HubSpot: record times, rate windows, index delays, OAuth expiry and the HTTP {@code Date}
 * header all come from it. Safe for use by many threads.
 */
public final class SimulatorClock {
    /** Whether time runs by itself. */
    public enum Kind {
        /** Follows the machine's clock, plus whatever it was advanced by. */
        REAL,
        /** Stands still until it is advanced. */
        VIRTUAL
    }

    private final Kind kind;
    private final AtomicLong offsetMillis;

    private SimulatorClock(Kind kind, long offsetMillis) {
        this.kind = kind;
        this.offsetMillis = new AtomicLong(offsetMillis);
    }

    /** A clock that follows the machine's. */
    public static SimulatorClock real() {
        return new SimulatorClock(Kind.REAL, 0);
    }

    /** A clock that stands at {@code start} until it is advanced. */
    public static SimulatorClock virtual(Instant start) {
        return new SimulatorClock(Kind.VIRTUAL, start.toEpochMilli());
    }

    /** Real or virtual. */
    public Kind kind() {
        return kind;
    }

    /** Now, in epoch milliseconds. */
    public long millis() {
        return kind == Kind.REAL ? System.currentTimeMillis() + offsetMillis.get() : offsetMillis.get();
    }

    /** Moves the clock forward; a real clock stays ahead of the machine's from then on. Never backward. */
    public void advance(Duration step) {
        if (step.isNegative()) {
            throw new IllegalArgumentException("The simulator's clock cannot go back by " + step.abs());
        }
        offsetMillis.addAndGet(step.toMillis());
    }
}
