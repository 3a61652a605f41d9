package io.hubflow.engine.load;

import io.hubflow.engine.destination.LiveIds;
import java.util.Arrays;
import java.util.PrimitiveIterator;

/** A copy of a table's live ids, 8 bytes each; when the records were created is not in it. */
record CopiedIds(long[] ids, LiveIds source) implements LiveIds {
    static CopiedIds of(LiveIds source) {
        var ids = new long[1024];
        var count = 0;
        for (var all = source.ids(0, Long.MAX_VALUE); all.hasNext(); ) {
            if (count == ids.length) {
                ids = Arrays.copyOf(ids, count * 2);
            }
            ids[count++] = all.nextLong();
        }
        return new CopiedIds(Arrays.copyOf(ids, count), source);
    }

    /** Of all records, whenever they were created. */
    @Override
    public long count(long fromId, long toId, long createdBeforeMillis) {
        return Math.max(0, rank(toId) - rank(fromId));
    }

    @Override
    public PrimitiveIterator.OfLong ids(long fromId, long toId) {
        var from = rank(fromId);
        return Arrays.stream(ids, from, Math.max(from, rank(toId))).iterator();
    }

    @Override
    public PrimitiveIterator.OfLong archivedIds() {
        return source.archivedIds();
    }

    private int rank(long id) {
        var at = Arrays.binarySearch(ids, id);
        return at < 0 ? -at - 1 : at;
    }
}
