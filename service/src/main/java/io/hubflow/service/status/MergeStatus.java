package io.hubflow.service.status;

import java.time.Duration;

/**
 * How long the destination took to commit changes of a table since the service was started. A commit that writes several tables
 * in one transaction counts in full for each of them.
 */
public record MergeStatus(String table, long commits, double seconds) {
    private static final double NANOS = 1e9;

    static MergeStatus of(String table, Duration took) {
        return new MergeStatus(table, 1, took.toNanos() / NANOS);
    }

    static MergeStatus plus(MergeStatus a, MergeStatus b) {
        return new MergeStatus(a.table, a.commits + b.commits, a.seconds + b.seconds);
    }
}
