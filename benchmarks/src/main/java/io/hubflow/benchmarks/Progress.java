package io.hubflow.benchmarks;

import java.time.Duration;
import java.time.Instant;

/** Says on standard error what is being measured, and every {@value #SECONDS} seconds for how long. */
final class Progress implements AutoCloseable {
    private static final int SECONDS = 15;

    private final int steps;
    private int step;
    private String what = "";
    private Instant since = Instant.now();
    private final Thread ticker = Thread.ofPlatform().daemon().unstarted(this::tick);

    Progress(int steps) {
        this.steps = steps;
        ticker.start();
    }

    synchronized void next(String words) {
        step++;
        what = words;
        since = Instant.now();
        System.err.printf("bench: %d of %d: %s%n", step, steps, what);
    }

    private synchronized void repeat() {
        if (!what.isEmpty()) {
            System.err.printf(
                    "bench: %d of %d: %s, %d s so far%n",
                    step, steps, what, Duration.between(since, Instant.now()).toSeconds());
        }
    }

    private void tick() {
        try {
            while (true) {
                Thread.sleep(Duration.ofSeconds(SECONDS));
                repeat();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ticker.interrupt();
    }
}
