package io.hubflow.hubspot;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many whole records of an object type to ask for at once, so that a page takes a small share of the memory that there
 * is: about a dozen answers are under way at a time, and each is there twice, as bytes and as records. Learnt from the pages
 * that came. Thread-safe.
 */
final class PageSizes {
    /** A page of 200 contacts with HubSpot's own 370 properties has about 2.5 MB. */
    private static final long LEAST_WANTED_BYTES = 3 << 20;

    private static final int WANTED_SHARE = 40;
    private static final long LEAST_BOUND_BYTES = 8 << 20;
    private static final int BOUND_SHARE = 12;
    private static final int MOST_BYTES = 256 << 20;

    /** Of one property in an answer: its name, and a value or null. */
    private static final int GUESSED_PROPERTY_BYTES = 27;

    private final long wantedBytes;
    private final int maxBytes;
    private final Map<String, Long> recordBytes = new ConcurrentHashMap<>();
    private final Map<String, Integer> limits = new ConcurrentHashMap<>();

    /** @param heapBytes the most memory that the process may take for objects */
    PageSizes(long heapBytes) {
        wantedBytes = Math.max(LEAST_WANTED_BYTES, heapBytes / WANTED_SHARE);
        maxBytes = (int) Math.clamp(heapBytes / BOUND_SHARE, LEAST_BOUND_BYTES, MOST_BYTES);
    }

    /** The largest answer that is taken. */
    int maxBytes() {
        return maxBytes;
    }

    /** How many records to ask for, at most {@code most}. */
    int limit(String objectType, int most) {
        var bytes = Math.max(1, recordBytes.getOrDefault(objectType, 1L));
        var fitting = (int) Math.clamp(wantedBytes / bytes, 1, most);
        return Math.min(fitting, limits.getOrDefault(objectType, most));
    }

    /** The size of a page of so many whole records; guessed while none has come. */
    long pageBytes(String objectType, int properties, int records) {
        var each = recordBytes.getOrDefault(objectType, (long) properties * GUESSED_PROPERTY_BYTES);
        return each * limit(objectType, records);
    }

    /** A page of whole records has come. A quarter of what each page differs is believed. */
    void came(String objectType, int records, long bytes) {
        if (records > 0) {
            var each = bytes / records;
            recordBytes.merge(objectType, each, (known, now) -> now > known ? now : known - (known - now) / 4);
        }
    }

    /** Of one record; 0 before a page has come. */
    long recordBytes(String objectType) {
        return recordBytes.getOrDefault(objectType, 0L);
    }

    /** A page of so many records was too large. */
    void tooLarge(String objectType, int limit) {
        limits.merge(objectType, Math.max(1, limit / 2), Math::min);
    }
}
