package io.hubflow.engine.typing;

import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.WireText;
import io.hubflow.hubspot.HubSpotRecord;
import java.math.BigDecimal;
import java.time.Instant;
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

    /**
     * The text of a value that the hash is made of: the form that can be told from the stored value alone, so that a row can be
     * checked against its hash without HubSpot. {@code 1500.00} counts as {@code 1500}. What does not fit its column is in
     * {@code _unparsed} as HubSpot sent it.
     *
     * @param value of {@link WireValues#parse}
     * @param text what was parsed
     */
    static String stored(Object value, String text, String wire) {
        if (value == WireValues.UNFIT || value == WireValues.UNSTORABLE || value instanceof WireValues.Nearest) {
            return wire;
        }
        return value instanceof String || isCanonical(value, text) ? text : WireText.of(value);
    }

    /** Whether the text surely is what {@link WireText} gives, which is the usual case and spares making it. */
    private static boolean isCanonical(Object value, String text) {
        var first = text.charAt(0);
        return switch (value) {
            case Instant instant ->
                text.length() == 24 && text.charAt(10) == 'T' && text.charAt(19) == '.' && text.charAt(23) == 'Z';
            case BigDecimal decimal when decimal.signum() > 0 -> first >= '1' && first <= '9' && isPlain(text);
            case Long number when number > 0 -> first >= '1' && first <= '9' && text.indexOf('.') < 0 && isPlain(text);
            default -> false;
        };
    }

    /** Digits and at most a point that more digits follow; a fraction does not end in a zero. */
    private static boolean isPlain(String text) {
        var point = text.indexOf('.');
        for (var i = 1; i < text.length(); i++) {
            var c = text.charAt(i);
            if (i != point && (c < '0' || c > '9')) {
                return false;
            }
        }
        return point < 0 || text.charAt(text.length() - 1) > '0';
    }

    static long head(HubSpotRecord record) {
        return head(record.createdAtMillis(), record.updatedAtMillis(), record.archived(), record.archivedAtMillis());
    }

    static long head(long createdAtMillis, long updatedAtMillis, boolean archived, long archivedAtMillis) {
        var hash = mix(CREATED ^ createdAtMillis) + mix(UPDATED ^ updatedAtMillis);
        return archived ? hash + mix(ARCHIVED ^ archivedAtMillis) : hash;
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
