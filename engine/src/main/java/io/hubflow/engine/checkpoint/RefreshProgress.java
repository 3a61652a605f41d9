package io.hubflow.engine.checkpoint;

import io.hubflow.engine.read.IdIntervals;
import io.hubflow.engine.read.IdRange;

/**
 * The pass that reads every record again.
 *
 * @param covered ids that the pass has read; empty when a new pass begins
 * @param required a schema change demands that the pass be finished, whatever it costs
 * @param list where a serial pass goes on
 * @param tokens calls that may be spent, see {@link RefreshBudget}
 * @param tokensAtMillis when they were counted, HubSpot's clock; 0 = never
 * @param pass number of the pass; slices that were read for an earlier one do not count for this one
 */
public record RefreshProgress(
        IdIntervals covered, boolean required, ListPosition list, double tokens, long tokensAtMillis, long pass) {
    public static final RefreshProgress NEW = new RefreshProgress(IdIntervals.NONE, false, ListPosition.START, 0, 0, 0);

    public RefreshProgress covering(IdRange range) {
        return new RefreshProgress(covered.plus(range), required, list, tokens, tokensAtMillis, pass);
    }

    public RefreshProgress at(ListPosition position) {
        return new RefreshProgress(covered, required, position, tokens, tokensAtMillis, pass);
    }

    /** A new pass from nothing that must be finished. */
    public RefreshProgress demanded() {
        return new RefreshProgress(IdIntervals.NONE, true, ListPosition.START, tokens, tokensAtMillis, pass + 1);
    }

    /** The pass is over; the next one begins from nothing. */
    public RefreshProgress finished() {
        return new RefreshProgress(IdIntervals.NONE, false, ListPosition.START, tokens, tokensAtMillis, pass + 1);
    }

    public RefreshProgress withTokens(double left, long atMillis) {
        return new RefreshProgress(covered, required, list, left, atMillis, pass);
    }
}
