package io.hubflow.engine.checkpoint;

import io.hubflow.engine.slice.IdIntervals;
import io.hubflow.engine.slice.IdRange;

/** A window of changes on its way: both ends inclusive, HubSpot's clock; {@code covered} ids have been read within it. */
public record WindowProgress(long fromMillis, long toMillis, IdIntervals covered) {
    public WindowProgress covering(IdRange range) {
        return new WindowProgress(fromMillis, toMillis, covered.plus(range));
    }
}
