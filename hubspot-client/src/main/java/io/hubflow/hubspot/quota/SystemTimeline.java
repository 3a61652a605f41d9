package io.hubflow.hubspot.quota;

import java.time.Duration;
import java.time.Instant;

/** Real time. */
enum SystemTimeline implements Timeline {
    INSTANCE;

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Instant wallTime() {
        return Instant.now();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        if (duration.isPositive()) {
            Thread.sleep(duration);
        }
    }
}
