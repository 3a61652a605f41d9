package io.hubflow.snowflake;

import io.hubflow.engine.destination.FactTable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Records that a table of facts has been told to forget and that none of its rows names, by the column that would. Telling it
 * again would change nothing: a merged record is met each time its survivor is read. Thread-safe.
 */
final class KnownDepartures {
    /** Of more nothing is kept; some 5 MB. */
    static final int MAX_IDS = 100_000;

    private final Map<String, Set<Long>> ids = new HashMap<>();
    private int size;

    synchronized void add(String column, long id) {
        if (size < MAX_IDS && ids.computeIfAbsent(column, c -> new HashSet<>()).add(id)) {
            size++;
        }
    }

    synchronized boolean holds(String column, long id) {
        return ids.getOrDefault(column, Set.of()).contains(id);
    }

    /** A row that may name one of them is about to be sent. */
    synchronized void sent(FactTable table, @Nullable Object[] row) {
        if (size > 0) {
            ids.forEach((column, departed) -> {
                if (row[table.position(column)] instanceof Long id && departed.remove(id)) {
                    size--;
                }
            });
        }
    }

    synchronized void clear() {
        ids.clear();
        size = 0;
    }

    synchronized Map<String, Set<Long>> byColumn() {
        var copy = new HashMap<String, Set<Long>>();
        ids.forEach((column, departed) -> copy.put(column, Set.copyOf(departed)));
        return copy;
    }
}
