package io.hubflow.engine.verify;

import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.StoredRow;
import io.hubflow.engine.range.IdRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What one pass over a table tells without HubSpot: which ids it has, when their records were created and modified, and which
 * rows cannot be what hubflow wrote. 32 bytes a row. Filled by one thread, ascending by id.
 */
final class TableIndex {
    private long[] ids = new long[1_024];
    private long[] created = new long[1_024];
    private long[] updated = new long[1_024];
    private long[] hashes = new long[1_024];
    private int live;
    private long rows;
    private long archivedRows;
    private long lastId = Long.MIN_VALUE;
    private final Set<Long> suspects = new TreeSet<>();

    /** @param intact whether the row has the hash of its content */
    void add(StoredRow row, boolean intact) {
        rows++;
        archivedRows += row.isLive() ? 0 : 1;
        var again = row.id() == lastId;
        lastId = row.id();
        if (again || !intact) {
            suspects.add(row.id());
        }
        if (row.isLive() && !(live > 0 && ids[live - 1] == row.id())) {
            put(
                    row.id(),
                    row.createdAtMillis(),
                    row.updatedAtMillis(),
                    row.contentHash().orElse(0));
        }
    }

    /** Records that HubSpot counts and that no row can be made of. */
    void addQuarantined(Collection<Long> quarantined) {
        var missing = quarantined.stream().filter(id -> !has(id)).sorted().toList();
        missing.forEach(id -> put(id, Row.NO_TIME, Long.MAX_VALUE, 0));
        if (missing.isEmpty()) {
            return;
        }
        var order = IntStream.range(0, live)
                .boxed()
                .sorted((one, other) -> Long.compare(ids[one], ids[other]))
                .mapToInt(Integer::intValue)
                .toArray();
        ids = sorted(ids, order);
        created = sorted(created, order);
        updated = sorted(updated, order);
        hashes = sorted(hashes, order);
    }

    private static long[] sorted(long[] values, int[] order) {
        return Arrays.stream(order).mapToLong(i -> values[i]).toArray();
    }

    private void put(long id, long createdAt, long updatedAt, long hash) {
        if (live == ids.length) {
            ids = Arrays.copyOf(ids, live * 2);
            created = Arrays.copyOf(created, live * 2);
            updated = Arrays.copyOf(updated, live * 2);
            hashes = Arrays.copyOf(hashes, live * 2);
        }
        ids[live] = id;
        created[live] = createdAt;
        updated[live] = updatedAt;
        hashes[live] = hash;
        live++;
    }

    long rows() {
        return rows;
    }

    long archivedRows() {
        return archivedRows;
    }

    long liveRows() {
        return live;
    }

    /** Ids whose row is there twice or does not have the hash of its content. */
    Set<Long> suspects() {
        return suspects;
    }

    /**
     * Rows with the hash of another row: no two records of HubSpot were created and modified in the same milliseconds with
     * equal values, unless they were imported so.
     */
    Set<Long> copies() {
        var sorted = Arrays.copyOf(hashes, live);
        Arrays.sort(sorted);
        var copies = new TreeSet<Long>();
        for (var i = 0; i < live; i++) {
            var place = hashes[i] == 0 ? -1 : Arrays.binarySearch(sorted, hashes[i]);
            if (place >= 0
                    && ((place > 0 && sorted[place - 1] == hashes[i])
                            || (place + 1 < live && sorted[place + 1] == hashes[i]))) {
                copies.add(ids[i]);
            }
        }
        return copies;
    }

    boolean has(long id) {
        return Arrays.binarySearch(ids, 0, live, id) >= 0;
    }

    PrimitiveIterator.OfLong ids() {
        return Arrays.stream(ids, 0, live).iterator();
    }

    long id(int position) {
        return ids[position];
    }

    /** Live rows of a range whose records were created before a moment; rows without such a time count. */
    long countCreatedBefore(IdRange range, long millis) {
        var count = 0L;
        for (var i = first(range.from()); i < live && ids[i] < range.to(); i++) {
            count += created[i] < millis ? 1 : 0;
        }
        return count;
    }

    TreeSet<Long> ids(IdRange range) {
        var some = new TreeSet<Long>();
        for (var i = first(range.from()); i < live && ids[i] < range.to(); i++) {
            some.add(ids[i]);
        }
        return some;
    }

    private int first(long id) {
        var place = Arrays.binarySearch(ids, 0, live, id);
        return place >= 0 ? place : -place - 1;
    }

    /** Live rows, but for some, whose record was last modified in {@code [from, to)}; by id. */
    List<Long> modifiedWithin(long fromMillis, long toMillis, Set<Long> without) {
        var some = new ArrayList<Long>();
        for (var i = 0; i < live; i++) {
            if (updated[i] >= fromMillis && updated[i] < toMillis && !without.contains(ids[i])) {
                some.add(ids[i]);
            }
        }
        return some;
    }

    /** Ascending times of modification before a moment. */
    long[] modificationsBefore(long millis, Set<Long> without) {
        return IntStream.range(0, live)
                .filter(i -> updated[i] != Row.NO_TIME && updated[i] < millis && !without.contains(ids[i]))
                .mapToLong(i -> updated[i])
                .sorted()
                .toArray();
    }

    long modifiedAt(long id) {
        var place = Arrays.binarySearch(ids, 0, live, id);
        return place < 0 ? Row.NO_TIME : updated[place];
    }
}
