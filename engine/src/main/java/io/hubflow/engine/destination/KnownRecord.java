package io.hubflow.engine.destination;

import java.util.ArrayList;
import java.util.List;

/**
 * A record's id and creation time. Together they tell one portal from another: HubSpot never changes either, and a foreign
 * portal that happens to have the same id created it at another millisecond.
 */
public record KnownRecord(long id, long createdAtMillis) {
    /** The first records that were read, and as many of the last: old and new ones are seldom deleted together. */
    public static final int KEPT = 10;

    private static final int FIRST = KEPT / 2;

    /** {@code before}, with some of the records that were read just now in the place of earlier ones. */
    public static List<KnownRecord> keep(List<KnownRecord> before, List<KnownRecord> read) {
        var kept = new ArrayList<KnownRecord>(KEPT);
        for (var record : before) {
            if (kept.size() < FIRST) {
                kept.add(record);
            }
        }
        for (var record : read) {
            if (kept.size() < FIRST && isNew(kept, record)) {
                kept.add(record);
            }
        }
        var first = kept.size();
        for (var i = read.size() - 1; i >= 0 && kept.size() < KEPT; i--) {
            addIfNew(kept, read.get(i));
        }
        for (var i = Math.min(first, before.size()); i < before.size() && kept.size() < KEPT; i++) {
            addIfNew(kept, before.get(i));
        }
        return List.copyOf(kept);
    }

    private static void addIfNew(List<KnownRecord> kept, KnownRecord record) {
        if (isNew(kept, record)) {
            kept.add(record);
        }
    }

    private static boolean isNew(List<KnownRecord> kept, KnownRecord record) {
        return kept.stream().noneMatch(known -> known.id == record.id);
    }
}
