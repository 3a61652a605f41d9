package io.hubflow.engine.typing;

import io.hubflow.engine.destination.ColumnType;
import io.hubflow.hubspot.HubSpotRecord;
import java.util.Collection;
import java.util.Locale;

/**
 * A 64-bit hash of what a row holds: times, the archived flag, each non-null value with its property's name and column type,
 * and the columns that were not read. Summed, so the order of columns does not matter and a column of nulls adds nothing; a
 * retyped column changes it. Two versions of one record collide by chance once in 2^64.
 */
public final class ContentHash {
    private static final long PRIME = 0x9E3779B97F4A7C15L;
    private static final long CREATED = text("_created_at");
    private static final long UPDATED = text("_updated_at");
    private static final long ARCHIVED = text("_archived_at");
    private static final long UNREAD = text("_unread");

    private ContentHash() {}

    /** What columns that were not read add to the hash of a row. */
    public static long unread(Collection<String> columns) {
        return columns.stream()
                .mapToLong(column -> mix(UNREAD ^ text(column.toLowerCase(Locale.ROOT))))
                .sum();
    }

    /** @param given the type that HubSpot gives the property, which decides how it is written into a column of text */
    static long seed(String property, ColumnType type, ColumnType given) {
        var seed = mix(text(property) + type.name().hashCode() * PRIME);
        return given == type ? seed : mix(seed + given.name().hashCode() * PRIME);
    }

    static long value(long seed, String wire) {
        return mix(seed ^ text(wire));
    }

    static long head(HubSpotRecord record) {
        var hash = mix(CREATED ^ record.createdAtMillis()) + mix(UPDATED ^ record.updatedAtMillis());
        return record.archived() ? hash + mix(ARCHIVED ^ record.archivedAtMillis()) : hash;
    }

    private static long text(String text) {
        var hash = PRIME + text.length();
        for (var i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
            hash ^= hash >>> 32;
        }
        return hash;
    }

    /** The finaliser of MurmurHash3 (public domain). */
    private static long mix(long value) {
        var h = value;
        h = (h ^ (h >>> 33)) * 0xFF51AFD7ED558CCDL;
        h = (h ^ (h >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return h ^ (h >>> 33);
    }
}
