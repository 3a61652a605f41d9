package io.hubflow.engine.fact;

import io.hubflow.engine.destination.FactTable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * A column of a table of links that names records of one object type: rows that name a departed record are removed.
 *
 * @param column of the table's key
 * @param begun whether a departure may be the first thing that the table is told: this run has links for it, which may still be on
 *     their way while the table does not exist. A table that somebody dropped must stay missing until it is loaded again. Shared by
 *     all who write into the table
 * @param newestReadingMillis the newest time of reading that any links of this run have
 */
public record LinkEnd(FactTable table, String column, AtomicBoolean begun, LongSupplier newestReadingMillis) {
    /**
     * Up to which reading links go with a departed record. Links that were asked for earlier in the same second may be dated
     * later than the record. Should the record be back by now, its links are read again when its row is.
     */
    public long departedMillis(long readAtMillis) {
        return Math.max(readAtMillis, newestReadingMillis.getAsLong());
    }
}
