package io.hubflow.engine.absence;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.RefreshProgress;
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
 * refresh budget; where that is spent, a later run goes on. Rounds end for good when the filter is gone and no such row is left.
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
        noteFilter();
        if (!isDue(load.state())) {
            return;
        }
        if (!hadRows) {
            load.commits()
                    .update(state -> state.withScopeCheck(
                            ScopeCheck.after(state.refresh()).at(0)));
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
            ask(reads, batches);
        } finally {
            allowed.get().spent(calls() - before);
        }
    }

    /** Rows that a filter has left behind outlive it: it may be gone in the next run, before any refresh pass has ended. */
    private void noteFilter() {
        var state = load.state();
        var leavesRows =
                !load.reader().filter().isEverything() || !state.filter().text().isEmpty();
        if (leavesRows && state.scopeCheck().equals(ScopeCheck.NONE)) {
            load.commits().update(known -> known.withScopeCheck(ScopeCheck.OWED));
        }
    }

    private boolean isDue(ObjectState state) {
        if (state.snapshot() != null
                || state.filter().isChanging()
                || state.refresh().wholeSinceMillis() == 0) {
            return false;
        }
        var check = state.scopeCheck();
        return check.mayConcernRows() && (check.isUnderWay() || isNextRoundDue(check, state.refresh()));
    }

    private boolean isNextRoundDue(ScopeCheck check, RefreshProgress refresh) {
        return load.settings().refresh().policy() == RefreshPolicy.ALWAYS
                ? refresh.pass() != check.pass()
                : refresh.wholeSinceMillis() >= check.passMillis() + PAUSE.toMillis();
    }

    private void ask(RecordReads reads, long batches) {
        var before = load.state().scopeCheck();
        var round = before.isUnderWay() ? before : ScopeCheck.after(load.state().refresh());
        var left = batches;
        var found = false;
        while (round.isUnderWay() && left > 0) {
            var most = (int) Math.min(BATCHES_AT_ONCE, left) * HubSpotClient.MAX_BATCH;
            var ids = load.rows().findOutOfScope(round.nextId(), most);
            found |= !ids.isEmpty();
            departed.readMissing(departed.settleOutOfScope(ids, reads));
            left -= Math.ceilDiv(ids.size(), HubSpotClient.MAX_BATCH);
            var reached = round.at(ids.size() < most ? 0 : ids.getLast() + 1);
            load.commits().update(state -> state.withScopeCheck(reached));
            round = reached;
        }
        if (!found && !before.isUnderWay() && load.reader().filter().isEverything()) {
            load.commits().update(state -> state.withScopeCheck(ScopeCheck.NONE));
        }
    }

    private double calls() {
        var counts = load.client().callCounts(load.type().apiName());
        return counts.list() + counts.search() + counts.batchRead();
    }
}
