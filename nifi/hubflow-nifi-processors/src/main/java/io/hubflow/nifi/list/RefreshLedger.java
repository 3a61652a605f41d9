package io.hubflow.nifi.list;

import io.hubflow.engine.checkpoint.RefreshBudget;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The one refresh budget of a portal: all object types and all flows of this NiFi draw on it. Planning runs on the primary node
 * alone, so it holds for all nodes; NiFi's state keeps it over restarts and for the next primary node. Thread-safe.
 */
final class RefreshLedger {
    private static final Map<String, RefreshLedger> BY_PORTAL = new ConcurrentHashMap<>();

    private RefreshBudget.Bucket bucket = RefreshBudget.Bucket.FULL;

    /** @param portal tells portals apart */
    static RefreshLedger of(String portal) {
        return BY_PORTAL.computeIfAbsent(portal, key -> new RefreshLedger());
    }

    /** What a flow remembers: whoever remembers less was there later. */
    synchronized void adopt(RefreshBudget.Bucket remembered, long nowMillis, double dailyCalls) {
        if (remembered.tokensAt(nowMillis, dailyCalls) < bucket.tokensAt(nowMillis, dailyCalls)) {
            bucket = remembered;
        }
    }

    synchronized double tokens(long nowMillis, double dailyCalls) {
        return bucket.tokensAt(nowMillis, dailyCalls);
    }

    synchronized void spend(double calls, long nowMillis, double dailyCalls) {
        bucket = new RefreshBudget.Bucket(Math.max(0, tokens(nowMillis, dailyCalls) - calls), nowMillis);
    }

    synchronized RefreshBudget.Bucket bucket() {
        return bucket;
    }
}
