package io.hubflow.hubspot;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Measures answers: the median time of the newest of each kind, and the bytes of all. Thread-safe. */
final class LatencyMeter {
    /** Answers of one kind that are remembered: enough that a few slow ones do not move the median. */
    private static final int REMEMBERED = 63;

    private final Map<CallKind, Newest> byKind = new EnumMap<>(CallKind.class);
    private long bytes;

    private static final class Newest {
        private final long[] nanos = new long[REMEMBERED];
        private long answers;

        void add(long took) {
            nanos[(int) (answers++ % REMEMBERED)] = took;
        }

        Duration median() {
            var sorted = Arrays.copyOf(nanos, (int) Math.min(answers, REMEMBERED));
            Arrays.sort(sorted);
            return Duration.ofNanos(sorted[sorted.length / 2]);
        }
    }

    synchronized void answered(CallKind kind, long nanos, long bodyBytes) {
        byKind.computeIfAbsent(kind, one -> new Newest()).add(nanos);
        bytes += bodyBytes;
    }

    synchronized Latencies latencies() {
        var measured = new EnumMap<CallKind, Duration>(CallKind.class);
        byKind.forEach((kind, newest) -> measured.put(kind, newest.median()));
        return Latencies.of(measured);
    }

    synchronized long bytes() {
        return bytes;
    }
}
