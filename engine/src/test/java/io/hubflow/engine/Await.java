package io.hubflow.engine;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, ten minutes at most. */
final class Await {
    private static final long LIMIT_NANOS = Duration.ofMinutes(10).toNanos();

    private Await() {}

    static void until(BooleanSupplier condition) {
        var start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new AssertionError("the condition did not come true within ten minutes");
            }
            LockSupport.parkNanos(5_000_000);
        }
    }
}
