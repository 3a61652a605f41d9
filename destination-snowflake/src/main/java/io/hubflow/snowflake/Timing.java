package io.hubflow.snowflake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** Time, as the destination is given it. */
public interface Timing {
    /** The machine's own. */
    Timing SYSTEM = new Timing() {
        @Override
        public Instant now() {
            return InstantSource.system().instant();
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void pause(Duration duration) throws InterruptedException {
            Thread.sleep(duration);
        }
    };

    Instant now();

    /** For measuring; see {@link System#nanoTime()}. */
    long nanoTime();

    void pause(Duration duration) throws InterruptedException;

    default LongSupplier nanos() {
        return this::nanoTime;
    }
}
