package io.hubflow.nifi.testbed;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for a condition of another process, which can only be asked for, not listened to. */
public final class Await {
    /** An answer of NiFi costs it some milliseconds of CPU. */
    private static final long POLL_MILLIS = 250;

    private Await() {}

    /** @throws IllegalStateException naming the condition when it did not come true within the limit */
    public static void until(String condition, Duration limit, BooleanSupplier holds) {
        var deadline = System.nanoTime() + limit.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("not within " + limit.toSeconds() + " s: " + condition);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }
}
