package io.hubflow.simulator.quota;

/** The calls of the last so many milliseconds, exactly. Not thread-safe. */
final class RollingWindow {
    private final long windowMillis;
    private long[] times = new long[64];
    private int head;
    private int size;
    private int peak;

    RollingWindow(long windowMillis) {
        this.windowMillis = windowMillis;
    }

    /** Calls in the window that ends now; a call exactly one window old has left it. */
    int count(long nowMillis) {
        while (size > 0 && times[head] <= nowMillis - windowMillis) {
            head = (head + 1) % times.length;
            size--;
        }
        return size;
    }

    /** Adds a call. */
    void add(long nowMillis) {
        count(nowMillis);
        if (size == times.length) {
            var larger = new long[times.length * 2];
            for (int i = 0; i < size; i++) {
                larger[i] = times[(head + i) % times.length];
            }
            times = larger;
            head = 0;
        }
        times[(head + size) % times.length] = nowMillis;
        size++;
        peak = Math.max(peak, size);
    }

    /** The most calls any window held. */
    int peak() {
        return peak;
    }
}
