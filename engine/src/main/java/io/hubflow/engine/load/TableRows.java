package io.hubflow.engine.load;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.LiveIds;
import io.hubflow.engine.destination.RecordErasure;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.StoredTables;
import io.hubflow.engine.fact.HistoryReader;
import io.hubflow.engine.range.IdRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The live rows that a table has, together with those that this run has read and not yet committed: a commit only to be able
 * to count would wake a warehouse once more. Thread-safe.
 */
public final class TableRows {
    /** More rows than this are committed before anything is counted: each is looked up in the table, and kept in memory. */
    private static final int MOST_PENDING = 1_000;

    /** Rows between the first and the last id of a page that are looked through: more than a page in the order of ids has. */
    static final int MOST_BETWEEN = 10_000;

    private final Destination destination;
    private final ObjectType type;
    private @Nullable LiveIds known;
    private @Nullable Set<Long> archived;
    private final TreeMap<Long, PendingRow> pending = new TreeMap<>();
    /** By the time before which records were created: the pending ids that were looked up, and whether the table counts them. */
    private final Map<Long, Map<Long, Boolean>> lookedUp = new HashMap<>();

    private boolean overflowed;

    /**
     * What counting needs of a row that is not committed yet. Not the row itself: it may hold megabytes of text, which would
     * stay in memory after the destination has moved them to a file.
     */
    private record PendingRow(long id, long createdAtMillis, boolean isDeparted, boolean isReadById) {
        static PendingRow of(Row row) {
            return new PendingRow(row.id(), row.createdAtMillis(), row.isDeparted(), row.isReadById());
        }
    }

    private TableRows(Destination destination, ObjectType type) {
        this.destination = destination;
        this.type = type;
    }

    /** The table of an object type as it is now: a first load makes it while it runs. */
    public static TableRows of(Destination destination, ObjectType type) {
        return new TableRows(destination, type);
    }

    /** Records that have a row in the table which says that they left. One query, which reads every row. */
    public List<Long> findDeparted() {
        var ids = new ArrayList<Long>();
        destination
                .findTable(type.table())
                .ifPresent(table -> destination
                        .storedTables()
                        .ifPresent(stored -> stored.rows(table.withoutColumns(), row -> {
                            if (!row.isLive()) {
                                ids.add(row.id());
                            }
                        })));
        return ids;
    }

    /** See {@link StoredTables#outOfScope}. */
    public List<Long> findOutOfScope(long fromId, int most) {
        return destination
                .storedTables()
                .map(stored -> stored.outOfScope(type.table(), fromId, most))
                .orElse(List.of());
    }

    /**
     * Empties what the table, the history and the quarantine hold of records that HubSpot has deleted for good, whatever becomes
     * of their rows (decision 46). What was read of them must be committed.
     *
     * @param goneAtMillis when HubSpot was asked for them
     */
    public synchronized void eraseGone(Collection<Long> ids, long goneAtMillis) {
        var history = HistoryReader.table(type);
        var erasure = new RecordErasure(
                type.name(),
                destination.findTable(type.table()),
                destination.hasTable(history.name()) ? Optional.of(history) : Optional.empty(),
                List.copyOf(ids),
                goneAtMillis);
        destination.storedTables().ifPresent(tables -> tables.erase(erasure));
    }

    private synchronized LiveIds table() {
        var table = known;
        if (table == null) {
            table = destination.liveIds(type.table());
            known = table;
        }
        return table;
    }

    /** Looks at the table anew from now on. */
    public synchronized void reopen() {
        known = null;
        archived = null;
        lookedUp.clear();
    }

    /** Rows that were staged, tombstones among them. */
    public synchronized void staged(Collection<Row> rows) {
        for (var row : rows) {
            if (pending.size() < MOST_PENDING) {
                pending.put(row.id(), PendingRow.of(row));
            } else if (!pending.containsKey(row.id())) {
                overflowed = true;
            }
        }
    }

    /** Everything that was staged is in the table. */
    public synchronized void committed() {
        reopen();
        pending.clear();
        overflowed = false;
    }

    /** Whether more was staged than can be looked up; a commit must come first. */
    public synchronized boolean mustCommit() {
        return overflowed;
    }

    public boolean isFree() {
        return table().isFree();
    }

    /** Copies the ids of a table that is asked by queries, so that it is asked once. */
    public synchronized void copy() {
        known = CopiedIds.of(table());
    }

    /** Whether rows can be counted by their records' creation times. */
    public boolean knowsCreation() {
        return !(table() instanceof CopiedIds);
    }

    /** Live rows of the range whose records were created before this time. */
    public synchronized long count(IdRange range, long createdBeforeMillis) {
        var table = table();
        var count = table.count(range.from(), range.to(), createdBeforeMillis);
        var waiting = pending(range);
        var counted = lookUp(table, waiting, createdBeforeMillis);
        for (var row : waiting) {
            var before = counted.getOrDefault(row.id(), false) ? 1 : 0;
            var after = row.isDeparted() || !isCreatedBefore(row, createdBeforeMillis) ? 0 : 1;
            count += after - before;
        }
        return count;
    }

    /** Whether the table counts each of these rows. They are asked for together: a query for each took a millisecond a row. */
    private Map<Long, Boolean> lookUp(LiveIds table, List<PendingRow> rows, long createdBeforeMillis) {
        var known = lookedUp.computeIfAbsent(createdBeforeMillis, millis -> new HashMap<>());
        var unknown = rows.stream()
                .map(PendingRow::id)
                .filter(id -> !known.containsKey(id))
                .toList();
        if (!unknown.isEmpty()) {
            var found = table.among(unknown, createdBeforeMillis);
            unknown.forEach(id -> known.put(id, found.contains(id)));
        }
        return known;
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

    /**
     * Those of a page's records that have no live row. None are told where that would take a query for each: in a table that is
     * asked by queries, and in a page whose ids are far apart.
     */
    public synchronized List<Long> lacking(List<Long> page) {
        if (page.isEmpty() || !isFree()) {
            return List.of();
        }
        var range = new IdRange(Collections.min(page), Collections.max(page) + 1);
        if (count(range, Long.MAX_VALUE) > MOST_BETWEEN) {
            return List.of();
        }
        var live = ids(range);
        return page.stream().filter(id -> !live.contains(id)).toList();
    }

    /** Ids of all live rows, ascending, also of those that are not committed yet: in a first load no others may be there. */
    public PrimitiveIterator.OfLong allIds() {
        return ids(IdRange.ALL).stream().mapToLong(Long::longValue).iterator();
    }

    /** Those of the table alone, ascending. */
    public PrimitiveIterator.OfLong committedIds(IdRange range) {
        return table().ids(range.from(), range.to());
    }

    /** Records that the table knows as archived alone, but for those that this run has read since. */
    public synchronized List<Long> archivedIds() {
        var ids = new ArrayList<Long>();
        table().archivedIds().forEachRemaining((long id) -> ids.add(id));
        ids.removeIf(id -> pending.containsKey(id) && prevails(pending.get(id)));
        return ids;
    }

    /**
     * Whether the row will stand in the table: what the search index says of a record that was read as archived since is older
     * than that.
     */
    private boolean prevails(PendingRow row) {
        if (row.isDeparted() || row.isReadById()) {
            return true;
        }
        var ids = archived;
        if (ids == null) {
            ids = new HashSet<>();
            for (var all = table().archivedIds(); all.hasNext(); ) {
                ids.add(all.nextLong());
            }
            archived = ids;
        }
        return !ids.contains(row.id());
    }

    private static boolean isCreatedBefore(PendingRow row, long millis) {
        return millis == Long.MAX_VALUE || row.createdAtMillis() < millis;
    }

    private List<PendingRow> pending(IdRange range) {
        return pending.subMap(range.from(), range.to()).values().stream()
                .filter(this::prevails)
                .toList();
    }
}
