package io.hubflow.simulator.quota;

import io.hubflow.simulator.time.SimulatorClock;
import java.util.Map;
import java.util.TreeMap;

/** What was called, and how densely. Safe for use by many threads. */
public final class CallStats {
    private static final long ONE_SECOND = 1_000;
    private static final long TEN_SECONDS = 10_000;

    private final SimulatorClock clock;
    private final CallLog log = new CallLog();
    private final Map<String, Map<Integer, Long>> calls = new TreeMap<>();
    private final Map<String, Long> rows = new TreeMap<>();
    private RollingWindow acceptedSearches = new RollingWindow(ONE_SECOND);
    private RollingWindow rejectedSearches = new RollingWindow(ONE_SECOND);
    private RollingWindow acceptedBurst = new RollingWindow(TEN_SECONDS);
    private RollingWindow rejectedBurst = new RollingWindow(TEN_SECONDS);

    /**
     * A copy of the counters.
     *
     * @param calls by endpoint and status; status 0 is an answer that never came
     * @param rows records answered, by endpoint
     */
    public record Snapshot(
            Map<String, Map<Integer, Long>> calls,
            Map<String, Long> rows,
            int peakSearchesAcceptedIn1s,
            int peakSearchesRejectedIn1s,
            int peakBurstAcceptedIn10s,
            int peakBurstRejectedIn10s) {

        /** All calls. */
        public long total() {
            return calls.values().stream()
                    .flatMap(byStatus -> byStatus.values().stream())
                    .mapToLong(Long::longValue)
                    .sum();
        }

        /** The calls of one endpoint, whatever their status. */
        public long calls(String endpoint) {
            return calls.getOrDefault(endpoint, Map.of()).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }

        /** The calls answered with a status, of all endpoints. */
        public long withStatus(int status) {
            return calls.values().stream()
                    .mapToLong(byStatus -> byStatus.getOrDefault(status, 0L))
                    .sum();
        }
    }

    /** Counters on a clock. */
    public CallStats(SimulatorClock clock) {
        this.clock = clock;
    }

    /** Notes that a call passed or failed the limits. */
    public synchronized void arrived(Bucket bucket, Verdict verdict) {
        long now = clock.millis();
        boolean accepted = verdict instanceof Verdict.Accepted;
        if (bucket == Bucket.SEARCH) {
            (accepted ? acceptedSearches : rejectedSearches).add(now);
        } else if (bucket == Bucket.BURST) {
            (accepted ? acceptedBurst : rejectedBurst).add(now);
        }
    }

    /** Notes an answer. */
    public synchronized void answered(String endpoint, int status, int rowsServed) {
        calls.computeIfAbsent(endpoint, e -> new TreeMap<>()).merge(status, 1L, Long::sum);
        if (rowsServed > 0) {
            rows.merge(endpoint, (long) rowsServed, Long::sum);
        }
    }

    /** The calls one by one. */
    public CallLog log() {
        return log;
    }

    /** A copy of the counters. */
    public synchronized Snapshot snapshot() {
        var copy = new TreeMap<String, Map<Integer, Long>>();
        calls.forEach((endpoint, byStatus) -> copy.put(endpoint, new TreeMap<>(byStatus)));
        return new Snapshot(
                copy,
                new TreeMap<>(rows),
                acceptedSearches.peak(),
                rejectedSearches.peak(),
                acceptedBurst.peak(),
                rejectedBurst.peak());
    }

    /** Forgets everything; the limits are not affected. */
    public synchronized void reset() {
        log.clear();
        calls.clear();
        rows.clear();
        acceptedSearches = new RollingWindow(ONE_SECOND);
        rejectedSearches = new RollingWindow(ONE_SECOND);
        acceptedBurst = new RollingWindow(TEN_SECONDS);
        rejectedBurst = new RollingWindow(TEN_SECONDS);
    }
}
