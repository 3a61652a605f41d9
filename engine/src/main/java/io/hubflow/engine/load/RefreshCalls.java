package io.hubflow.engine.load;

import io.hubflow.engine.checkpoint.RefreshBudget;
import io.hubflow.engine.settings.RefreshPolicy;
import java.util.Optional;

/**
 * Calls of one part of a refresh: under {@link RefreshPolicy#AUTO} they are taken out of the portal's {@link RefreshLedger} before
 * they are made, at most as many as one run may make for an object type; otherwise there is no bound. What was spent and what is left
 * is remembered by {@link #spent}.
 */
public final class RefreshCalls {
    private final ObjectLoad load;
    private final double reserved;
    private final boolean free;
    private final long nowMillis;
    private final double dailyCalls;

    private RefreshCalls(ObjectLoad load, boolean free) {
        this.load = load;
        this.free = free;
        var refresh = load.settings().refresh();
        this.nowMillis = load.client().serverNow().toEpochMilli();
        this.dailyCalls = RefreshBudget.dailyCalls(
                load.client().quota().dailyLimit(), refresh.dailyShare(), refresh.maxCallsPerRun());
        this.reserved = free ? 0 : load.ledger().reserve(refresh.maxCallsPerRun(), nowMillis, dailyCalls);
    }

    /**
     * @param required the refresh is demanded, whatever it costs
     * @return empty when nothing may be refreshed
     */
    public static Optional<RefreshCalls> reserve(ObjectLoad load, boolean required) {
        var policy = load.settings().refresh().policy();
        if (!required && policy == RefreshPolicy.NEVER) {
            return Optional.empty();
        }
        return Optional.of(new RefreshCalls(load, required || policy == RefreshPolicy.ALWAYS));
    }

    /** How often something can be done that takes so many calls. */
    public long times(double calls) {
        return free ? Long.MAX_VALUE : (long) (reserved / calls);
    }

    /** When the calls were taken out, HubSpot's clock. */
    public long nowMillis() {
        return nowMillis;
    }

    /** None were made. */
    public void unused() {
        load.ledger().giveBack(reserved);
    }

    /** These were made, in place of those that were taken out. */
    public void spent(double calls) {
        load.ledger().giveBack(reserved);
        load.ledger().spend(calls, nowMillis, dailyCalls);
        var left = load.ledger().bucket();
        load.commits().update(state -> state.mapRefresh(refresh -> refresh.withTokens(left.tokens(), left.atMillis())));
    }
}
