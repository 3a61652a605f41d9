package io.hubflow.engine.absence;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.ScopeCheck;
import io.hubflow.engine.load.ObjectLoad;
import io.hubflow.engine.load.RefreshCalls;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.hubspot.HubSpotClient;
import java.time.Duration;

/**
 * Asks what became of records whose rows say that they left the filter. No search and no refresh pass shows such a record, so nothing
 * else notices that HubSpot deleted it for good, and its row would keep a person's values (decision 46).
 *
 * <p>A round of questions follows a refresh pass that came to its end: each one under {@link RefreshPolicy#ALWAYS}, one a day under
 * {@link RefreshPolicy#AUTO}, because the query for the ids may start a warehouse. It costs a call for a hundred records, out of the
 * refresh budget; where that is spent, a later run goes on.
 */
final class OutOfScopeRecords {
    private static final Duration PAUSE = Duration.ofDays(1);

    /** Of one query. */
    private static final int BATCHES_AT_ONCE = 100;

    private final ObjectLoad load;
    private final DepartedRecords departed;

    OutOfScopeRecords(ObjectLoad load, DepartedRecords departed) {
        this.load = load;
        this.departed = departed;
    }

    /** @param hadRows whether the table had rows before this run; a first load makes none that left the filter */
    void ask(RecordReads reads, boolean hadRows) {
        if (!isDue(load.state())) {
            return;
        }
        var pass = load.state().refresh().wholeSinceMillis();
        if (!hadRows) {
            load.commits().update(state -> state.withScopeCheck(new ScopeCheck(pass, 0)));
            return;
        }
        var allowed = RefreshCalls.reserve(load, false);
        if (allowed.isEmpty()) {
            return;
        }
        var batches = allowed.get().times(1);
        if (batches < 1) {
            allowed.get().unused();
            return;
        }
        var before = calls();
        try {
            ask(reads, batches, pass);
        } finally {
            allowed.get().spent(calls() - before);
        }
    }

    private boolean isDue(ObjectState state) {
        if (state.snapshot() != null
                || state.filter().isChanging()
                || state.refresh().wholeSinceMillis() == 0) {
            return false;
        }
        var check = state.scopeCheck();
        // Rows that a filter has left behind outlive it.
        var mayHaveSome = !load.reader().filter().isEverything() || check.passMillis() > 0;
        var pause = load.settings().refresh().policy() == RefreshPolicy.ALWAYS ? 1 : PAUSE.toMillis();
        return mayHaveSome && (check.isUnderWay() || state.refresh().wholeSinceMillis() >= check.passMillis() + pause);
    }

    private void ask(RecordReads reads, long batches, long pass) {
        var check = load.state().scopeCheck();
        var next = check.isUnderWay() ? check.nextId() : 1;
        var round = check.isUnderWay() ? check.passMillis() : pass;
        var left = batches;
        while (next > 0 && left > 0) {
            var most = (int) Math.min(BATCHES_AT_ONCE, left) * HubSpotClient.MAX_BATCH;
            var ids = load.rows().findOutOfScope(next, most);
            departed.readMissing(departed.settleOutOfScope(ids, reads));
            left -= Math.ceilDiv(ids.size(), HubSpotClient.MAX_BATCH);
            next = ids.size() < most ? 0 : ids.getLast() + 1;
            var reached = new ScopeCheck(round, next);
            load.commits().update(state -> state.withScopeCheck(reached));
        }
    }

    private double calls() {
        var counts = load.client().callCounts(load.type().apiName());
        return counts.list() + counts.search() + counts.batchRead();
    }
}
