package io.hubflow.engine.destination;

import java.util.Collection;
import java.util.HashSet;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * The rows of one table whose records are alive as far as the table knows: neither archived, nor deleted, nor merged into
 * another. Empty for a table that does not exist. Ranges hold their first id and not their last.
 */
public interface LiveIds {
    /** No table, no rows. */
    LiveIds NONE = new LiveIds() {
        @Override
        public long count(long fromId, long toId, long createdBeforeMillis) {
            return 0;
        }

        @Override
        public PrimitiveIterator.OfLong ids(long fromId, long toId) {
            return LongStream.empty().iterator();
        }

        @Override
        public PrimitiveIterator.OfLong archivedIds() {
            return LongStream.empty().iterator();
        }
    };

    /** @param createdBeforeMillis counts records that HubSpot created before it; {@code Long.MAX_VALUE} = all */
    long count(long fromId, long toId, long createdBeforeMillis);

    /**
     * Which of these ids have a row that {@link #count} would count. A table that answers each question by a query answers this one
     * by a single query.
     */
    default Set<Long> among(Collection<Long> ids, long createdBeforeMillis) {
        var found = new HashSet<Long>();
        for (var id : ids) {
            if (count(id, id + 1, createdBeforeMillis) > 0) {
                found.add(id);
            }
        }
        return found;
    }

    /** Ascending, each once. Bounded memory; shows the table as of some moment during the iteration. */
    PrimitiveIterator.OfLong ids(long fromId, long toId);

    /**
     * Ids of the records that are archived as far as the table knows, and neither deleted nor merged: HubSpot may still restore
     * them. Their rows are marked, or were removed, see {@link DeleteMode#HARD}.
     */
    PrimitiveIterator.OfLong archivedIds();

    /** Whether asking costs nothing; if false, each call is a query that may start a warehouse. */
    default boolean isFree() {
        return true;
    }
}
