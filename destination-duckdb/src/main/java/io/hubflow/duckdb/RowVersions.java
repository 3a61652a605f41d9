package io.hubflow.duckdb;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The version of every spooled row, and for each id the position of the greatest: about 60 bytes a row. Not thread-safe.
 */
final class RowVersions {
    private long[] id = new long[64];
    private long[] versionMicros = new long[64];
    private long[] readAtMillis = new long[64];
    private long[] contentHash = new long[64];
    private int rows;
    private final BitSet superseded = new BitSet();

    /** Open addressing: position of the greatest version of an id, plus one; 0 is free. */
    private int[] slots = new int[128];

    private int ids;

    void add(long rowId, long version, long readAt, long hash) {
        grow();
        var position = rows++;
        id[position] = rowId;
        versionMicros[position] = version;
        readAtMillis[position] = readAt;
        contentHash[position] = hash;
        var slot = slotOf(rowId);
        if (slots[slot] == 0) {
            ids++;
            slots[slot] = position + 1;
        } else if (atLeast(position, slots[slot] - 1)) {
            superseded.set(slots[slot] - 1);
            slots[slot] = position + 1;
        } else {
            superseded.set(position);
        }
    }

    int rows() {
        return rows;
    }

    /** How many different ids there are. */
    int ids() {
        return ids;
    }

    boolean isSuperseded(int position) {
        return superseded.get(position);
    }

    void addSupersededTo(BitSet positions) {
        positions.or(superseded);
    }

    long id(int position) {
        return id[position];
    }

    long versionMicros(int position) {
        return versionMicros[position];
    }

    long readAtMillis(int position) {
        return readAtMillis[position];
    }

    long contentHash(int position) {
        return contentHash[position];
    }

    private boolean atLeast(int position, int other) {
        if (versionMicros[position] != versionMicros[other]) {
            return versionMicros[position] > versionMicros[other];
        }
        return readAtMillis[position] != readAtMillis[other]
                ? readAtMillis[position] > readAtMillis[other]
                : contentHash[position] >= contentHash[other];
    }

    private int slotOf(long wanted) {
        var mask = slots.length - 1;
        var slot = (int) ((wanted * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (slots[slot] != 0 && id[slots[slot] - 1] != wanted) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        if (rows == id.length) {
            var larger = rows * 2;
            id = Arrays.copyOf(id, larger);
            versionMicros = Arrays.copyOf(versionMicros, larger);
            readAtMillis = Arrays.copyOf(readAtMillis, larger);
            contentHash = Arrays.copyOf(contentHash, larger);
        }
        if (ids * 2 >= slots.length) {
            slots = new int[slots.length * 2];
            for (var position = 0; position < rows; position++) {
                if (!superseded.get(position)) {
                    slots[slotOf(id[position])] = position + 1;
                }
            }
        }
    }
}
