package io.hubflow.nifi.list;

import io.hubflow.engine.load.RefreshLedger;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The refresh budgets of the portals that this NiFi reads. All flows of a portal draw on one; planning runs on the primary node
 * alone, so it holds for all nodes. NiFi's state keeps it over restarts and for the next primary node.
 */
final class RefreshLedgers {
    private static final Map<String, RefreshLedger> BY_PORTAL = new ConcurrentHashMap<>();

    private RefreshLedgers() {}

    /** @param portal tells portals apart */
    static RefreshLedger of(String portal) {
        return BY_PORTAL.computeIfAbsent(portal, key -> RefreshLedger.full());
    }
}
