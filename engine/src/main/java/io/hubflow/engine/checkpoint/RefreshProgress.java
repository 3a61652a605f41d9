package io.hubflow.engine.checkpoint;

import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;

/**
 * The pass that reads every record again.
 *
 * @param covered ids that the pass has read; empty when a new pass begins
 * @param required a schema change demands that the pass be finished, whatever it costs
 * @param list where a serial pass goes on
 * @param tokens calls that may be spent, see {@link RefreshBudget}
 * @param tokensAtMillis when they were counted, HubSpot's clock; 0 = never
 * @param pass number of the pass; slices that were read for an earlier one do not count for this one
 * @param startedAtMillis when the pass began, HubSpot's clock; 0 = it has not begun, or nobody noted it
 * @param wholeSinceMillis when the last pass that came to its end, or the first load, had begun: no row is from a reading before
 *     it. 0 = not known
 */
public record RefreshProgress(
        IdIntervals covered,
        boolean required,
        ListPosition list,
        double tokens,
        long tokensAtMillis,
        long pass,
        long startedAtMillis,
        long wholeSinceMillis) {
    public static final RefreshProgress NEW =
            new RefreshProgress(IdIntervals.NONE, false, ListPosition.START, 0, 0, 0, 0, 0);

    public RefreshProgress covering(IdRange range) {
        return new RefreshProgress(
                covered.plus(range), required, list, tokens, tokensAtMillis, pass, startedAtMillis, wholeSinceMillis);
    }

    public RefreshProgress at(ListPosition position) {
        return new RefreshProgress(
                covered, required, position, tokens, tokensAtMillis, pass, startedAtMillis, wholeSinceMillis);
    }

    /** A new pass from nothing that must be finished. */
    public RefreshProgress demanded() {
        return new RefreshProgress(
                IdIntervals.NONE, true, ListPosition.START, tokens, tokensAtMillis, pass + 1, 0, wholeSinceMillis);
    }

    /** The pass is over; the next one begins from nothing. */
    public RefreshProgress finished() {
        return new RefreshProgress(
                IdIntervals.NONE,
                false,
                ListPosition.START,
                tokens,
                tokensAtMillis,
                pass + 1,
                0,
                Math.max(startedAtMillis, wholeSinceMillis));
    }

    /** The pass is given up before its end; the next one begins from nothing. */
    public RefreshProgress abandoned() {
        return new RefreshProgress(
                IdIntervals.NONE, false, ListPosition.START, tokens, tokensAtMillis, pass + 1, 0, wholeSinceMillis);
    }

    /** A pass that has read nothing yet begins now; one that has goes on. */
    public RefreshProgress begunAt(long nowMillis) {
        var begins = covered.isEmpty() && list.equals(ListPosition.START);
        return begins
                ? new RefreshProgress(
                        covered, required, list, tokens, tokensAtMillis, pass, nowMillis, wholeSinceMillis)
                : this;
    }

    /** Every record has been read since then. */
    public RefreshProgress wholeSince(long millis) {
        return new RefreshProgress(
                covered,
                required,
                list,
                tokens,
                tokensAtMillis,
                pass,
                startedAtMillis,
                Math.max(millis, wholeSinceMillis));
    }

    public RefreshProgress withTokens(double left, long atMillis) {
        return new RefreshProgress(covered, required, list, left, atMillis, pass, startedAtMillis, wholeSinceMillis);
    }
}
