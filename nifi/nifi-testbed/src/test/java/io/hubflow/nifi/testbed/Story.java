package io.hubflow.nifi.testbed;

/** Tells on the console how long each part of a long test took, so that a slow one is found. */
final class Story {
    private long lastNanos = System.nanoTime();

    void tell(String done) {
        var now = System.nanoTime();
        System.out.printf("%5.1f s  %s%n", (now - lastNanos) / 1e9, done);
        lastNanos = now;
    }
}
