package io.hubflow.snowflake;

import java.util.function.LongConsumer;

/** Counts different ids: an open-addressed table of longs, 11 to 23 bytes an id. Not thread-safe. */
final class IdSet {
    private long[] slots = new long[1024];
    private boolean holdsZero;
    private int size;

    /** @return whether the id was not there yet */
    boolean add(long id) {
        if (id == 0) {
            boolean added = !holdsZero;
            holdsZero = true;
            return added;
        }
        if (size * 10L >= slots.length * 7L) {
            grow();
        }
        if (!place(slots, id)) {
            return false;
        }
        size++;
        return true;
    }

    int size() {
        return size + (holdsZero ? 1 : 0);
    }

    void forEach(LongConsumer action) {
        if (holdsZero) {
            action.accept(0);
        }
        for (long id : slots) {
            if (id != 0) {
                action.accept(id);
            }
        }
    }

    private static boolean place(long[] table, long id) {
        int mask = table.length - 1;
        int slot = (int) ((id * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (table[slot] != 0) {
            if (table[slot] == id) {
                return false;
            }
            slot = (slot + 1) & mask;
        }
        table[slot] = id;
        return true;
    }

    private void grow() {
        var larger = new long[slots.length * 2];
        for (long id : slots) {
            if (id != 0) {
                place(larger, id);
            }
        }
        slots = larger;
    }
}
