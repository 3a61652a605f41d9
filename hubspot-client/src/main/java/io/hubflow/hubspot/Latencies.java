package io.hubflow.hubspot;

import java.time.Duration;
import java.util.Map;

/**
 * How long HubSpot takes to answer one call of each kind, once it is sent: the wait for a rolling limit is not part of it.
 *
 * @param other definitions, owners, lists and other settings
 */
public record Latencies(Duration list, Duration search, Duration batchRead, Duration associations, Duration other) {
    /** Seen in calls to HubSpot with default portals; whole pages, from Europe. Only for kinds that were not measured. */
    public static final Latencies USUAL = new Latencies(
            Duration.ofMillis(250),
            Duration.ofMillis(450),
            Duration.ofMillis(300),
            Duration.ofMillis(200),
            Duration.ofMillis(200));

    /**
     * Measured times, and for the other kinds the usual ones, scaled by how the measured ones compare with theirs: a portal, or
     * a network, that answers lists slowly answers batch reads slowly, too.
     */
    static Latencies of(Map<CallKind, Duration> measured) {
        var scale = measured.entrySet().stream()
                .mapToDouble(one -> one.getValue().toNanos()
                        / (double) USUAL.of(one.getKey()).toNanos())
                .average()
                .orElse(1);
        return new Latencies(
                of(CallKind.LIST, measured, scale),
                of(CallKind.SEARCH, measured, scale),
                of(CallKind.BATCH_READ, measured, scale),
                of(CallKind.ASSOCIATIONS, measured, scale),
                of(CallKind.OTHER, measured, scale));
    }

    private static Duration of(CallKind kind, Map<CallKind, Duration> measured, double scale) {
        var usual = Duration.ofNanos(Math.round(USUAL.of(kind).toNanos() * scale));
        return measured.getOrDefault(kind, usual);
    }

    private Duration of(CallKind kind) {
        return switch (kind) {
            case LIST -> list;
            case SEARCH -> search;
            case BATCH_READ -> batchRead;
            case ASSOCIATIONS -> associations;
            case OTHER, TOKEN -> other;
        };
    }
}
