package io.hubflow.engine.checkpoint;

import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;

/** A new property that the rows already there are still to get; {@code covered} ids have it. */
public record BackfillProgress(String property, IdIntervals covered) {
    /** Above this many new properties at once, one pass over all records costs less than a search for each. */
    public static final int MOST_AT_ONCE = 5;

    public BackfillProgress covering(IdRange range) {
        return new BackfillProgress(property, covered.plus(range));
    }
}
