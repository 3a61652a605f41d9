package io.hubflow.engine.checkpoint;

import io.hubflow.engine.slice.IdIntervals;
import io.hubflow.engine.slice.IdRange;

/** A new property that the rows already there are still to get; {@code covered} ids have it. */
public record BackfillProgress(String property, IdIntervals covered) {
    public BackfillProgress covering(IdRange range) {
        return new BackfillProgress(property, covered.plus(range));
    }
}
