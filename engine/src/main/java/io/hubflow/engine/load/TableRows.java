package io.hubflow.engine.load;

import io.hubflow.engine.destination.LiveIds;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.read.IdRange;
import java.util.Collection;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The live rows that a table has, together with those that this run has read and not yet committed: a commit only to be able
 * to count would wake a warehouse once more. Thread-safe.
 */
public final class TableRows {
    /** More rows than this are committed before anything is counted: each is looked up in the table by itself. */
    private static final int MOST_PENDING = 2_000;

    private final LiveIds table;
    private final TreeMap<Long, Row> pending = new TreeMap<>();
    private boolean overflowed;

    public TableRows(LiveIds table) {
        this.table = table;
    }

    /** Rows that were staged, tombstones among them. */
    public synchronized void staged(Collection<Row> rows) {
        for (var row : rows) {
            if (pending.size() < MOST_PENDING) {
                pending.put(row.id(), row);
            } else if (!pending.containsKey(row.id())) {
                overflowed = true;
            }
        }
    }

    /** Everything that was staged is in the table. */
    public synchronized void committed() {
        pending.clear();
        overflowed = false;
    }

    /** Whether more was staged than can be looked up; a commit must come first. */
    public synchronized boolean mustCommit() {
        return overflowed;
    }

    public boolean isFree() {
        return table.isFree();
    }

    /** Live rows of the range whose records were created before this time. */
    public synchronized long count(IdRange range, long createdBeforeMillis) {
        var count = table.count(range.from(), range.to(), createdBeforeMillis);
        for (var row : pending(range)) {
            var before = table.count(row.id(), row.id() + 1, createdBeforeMillis);
            var after = row.isDeparted() || !isCreatedBefore(row, createdBeforeMillis) ? 0 : 1;
            count += after - before;
        }
        return count;
    }

    /** Ids of all live rows of the range, whenever their records were created. */
    public synchronized TreeSet<Long> ids(IdRange range) {
        var ids = new TreeSet<Long>();
        committedIds(range).forEachRemaining((long id) -> ids.add(id));
        for (var row : pending(range)) {
            if (row.isDeparted()) {
                ids.remove(row.id());
            } else {
                ids.add(row.id());
            }
        }
        return ids;
    }

    /** Those of the table alone, ascending. */
    public PrimitiveIterator.OfLong committedIds(IdRange range) {
        return table.ids(range.from(), range.to());
    }

    private static boolean isCreatedBefore(Row row, long millis) {
        return millis == Long.MAX_VALUE || row.createdAtMillis() < millis;
    }

    private List<Row> pending(IdRange range) {
        return List.copyOf(pending.subMap(range.from(), range.to()).values());
    }
}
