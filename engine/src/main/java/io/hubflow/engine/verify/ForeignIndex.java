package io.hubflow.engine.verify;

import io.hubflow.engine.destination.Row;
import io.hubflow.engine.range.IdRange;
import java.util.Arrays;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The ids of another tool's table with their newest times of modification, ascending. 17 bytes a row. */
public final class ForeignIndex {
    private long[] ids = new long[1_024];
    private long[] modified = new long[1_024];
    private boolean[] deleted = new boolean[1_024];
    private int size;
    private long rows;

    private ForeignIndex() {}

    /** Reads the whole table. */
    public static ForeignIndex of(ForeignTable table) {
        var index = new ForeignIndex();
        table.read(index::add);
        index.sort();
        return index;
    }

    private void add(long id, long modifiedAt, boolean gone) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, size * 2);
            modified = Arrays.copyOf(modified, size * 2);
            deleted = Arrays.copyOf(deleted, size * 2);
        }
        ids[size] = id;
        modified[size] = modifiedAt;
        deleted[size] = gone;
        size++;
        rows++;
    }

    /** Of several rows of a record the newest counts: raw tables keep every version. */
    private void sort() {
        var order = IntStream.range(0, size)
                .boxed()
                .sorted((one, other) -> ids[one] != ids[other]
                        ? Long.compare(ids[one], ids[other])
                        : Long.compare(modified[one], modified[other]))
                .mapToInt(Integer::intValue)
                .toArray();
        var sortedIds = new long[size];
        var sortedTimes = new long[size];
        var sortedDeleted = new boolean[size];
        var kept = 0;
        for (var i : order) {
            if (kept > 0 && sortedIds[kept - 1] == ids[i]) {
                kept--;
            }
            sortedIds[kept] = ids[i];
            sortedTimes[kept] = modified[i];
            sortedDeleted[kept] = deleted[i];
            kept++;
        }
        ids = sortedIds;
        modified = sortedTimes;
        deleted = sortedDeleted;
        size = kept;
    }

    /** With older versions and rows of deleted records. */
    long rows() {
        return rows;
    }

    /** Records that have more than one row. */
    long olderVersions() {
        return rows - size;
    }

    long records() {
        return size;
    }

    /** Rows of deleted records, and older versions. */
    long rowsOfThePast() {
        var live = IntStream.range(0, size).filter(i -> !deleted[i]).count();
        return rows - live;
    }

    PrimitiveIterator.OfLong ids() {
        return Arrays.stream(ids, 0, size).iterator();
    }

    boolean isLive(long id) {
        var place = Arrays.binarySearch(ids, 0, size, id);
        return place >= 0 && !deleted[place];
    }

    /** {@link Row#NO_TIME} when not known. */
    long modifiedAt(long id) {
        var place = Arrays.binarySearch(ids, 0, size, id);
        return place < 0 ? Row.NO_TIME : modified[place];
    }

    /** Records of a range whose row does not say that they are gone, with their times. */
    Map<Long, Long> live(IdRange range) {
        var live = new TreeMap<Long, Long>();
        var place = Arrays.binarySearch(ids, 0, size, range.from());
        for (var i = place >= 0 ? place : -place - 1; i < size && ids[i] < range.to(); i++) {
            if (!deleted[i]) {
                live.put(ids[i], modified[i]);
            }
        }
        return live;
    }
}
