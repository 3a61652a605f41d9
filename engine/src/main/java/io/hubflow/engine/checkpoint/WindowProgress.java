package io.hubflow.engine.checkpoint;

import io.hubflow.engine.slice.IdIntervals;
import io.hubflow.engine.slice.IdRange;
import java.time.Duration;

/** A window of changes on its way: both ends inclusive, HubSpot's clock; {@code covered} ids have been read within it. */
public record WindowProgress(long fromMillis, long toMillis, IdIntervals covered) {
    /**
     * HubSpot's clock is read from a header that counts whole seconds, so it lags up to one behind: a window reaches this far
     * past it, or the newest edits would wait for the next run.
     */
    private static final long CLOCK_GRAIN_MILLIS = 2_000;

    /** Everything from the cursor, and a little before it, up to HubSpot's now. */
    public static WindowProgress since(long cursorMillis, Duration overlap, long nowMillis) {
        var from = Math.max(0, cursorMillis - overlap.toMillis());
        return new WindowProgress(from, Math.max(from, nowMillis + CLOCK_GRAIN_MILLIS), IdIntervals.NONE);
    }

    /** HubSpot's clock when the window was made. */
    public long madeAtMillis() {
        return toMillis - CLOCK_GRAIN_MILLIS;
    }

    public WindowProgress covering(IdRange range) {
        return new WindowProgress(fromMillis, toMillis, covered.plus(range));
    }
}
