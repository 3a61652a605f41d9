package io.hubflow.engine.checkpoint;

import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.hubspot.ServerTime;
import java.time.Duration;
import java.time.Instant;

/**
 * A window of changes on its way.
 *
 * @param fromMillis inclusive, HubSpot's clock
 * @param toMillis inclusive, HubSpot's clock
 * @param madeAtMillis what time it was by every clock when the window was made: what is older is older by HubSpot's clock and
 *     by ours. Older versions did not write it
 * @param covered ids that have been read within the window
 */
public record WindowProgress(long fromMillis, long toMillis, long madeAtMillis, IdIntervals covered) {
    /**
     * HubSpot's clock is read from a header that counts whole seconds, so it lags up to one behind: a window reaches this far
     * past it, or the newest edits would wait for the next run.
     */
    static final long CLOCK_GRAIN_MILLIS = 2_000;

    public WindowProgress {
        madeAtMillis = madeAtMillis == 0 ? toMillis - CLOCK_GRAIN_MILLIS : madeAtMillis;
    }

    /** A window that was made by a single clock, two seconds before its end. */
    public WindowProgress(long fromMillis, long toMillis, IdIntervals covered) {
        this(fromMillis, toMillis, 0, covered);
    }

    /** Everything from the cursor, and a little before it, up to now. */
    public static WindowProgress since(long cursorMillis, Duration overlap, ServerTime now) {
        var certain = now.earliest().toEpochMilli();
        var from = Math.max(0, Math.min(cursorMillis, certain) - overlap.toMillis());
        var to = Math.max(from, now.latest().toEpochMilli() + CLOCK_GRAIN_MILLIS);
        return new WindowProgress(from, to, certain, IdIntervals.NONE);
    }

    /** The same by a single clock. */
    public static WindowProgress since(long cursorMillis, Duration overlap, long nowMillis) {
        return since(cursorMillis, overlap, ServerTime.exactly(Instant.ofEpochMilli(nowMillis)));
    }

    /** Whether a modification at this time lies within the window. */
    public boolean holds(long millis) {
        return millis >= fromMillis && millis <= toMillis;
    }

    public WindowProgress covering(IdRange range) {
        return new WindowProgress(fromMillis, toMillis, madeAtMillis, covered.plus(range));
    }
}
