package io.hubflow.simulator.portal;

import io.hubflow.simulator.json.Hash;
import java.time.Instant;
import java.util.Arrays;

/**
 * The generated records of one type: record {@code i} is a pure function of (seed, type, i), so a million of them cost
 * the eight bytes each of the modified-time order, and that only once somebody searches by time.
 *
 * <p>Ids ascend with gaps and grow through three ranges (up to 9, 10 and 12 digits), as in portals that are some years
 * old. Creation times ascend with the ids. Modified times do not; one record in forty was touched by a bulk edit, so
 * that a large portal has many records in one millisecond.
 */
public final class Population {
    /** The largest count; above it the ids of the ranges would meet. */
    public static final long MAX_RECORDS = 10_000_000;

    /** No generated record was created before this instant. */
    public static final long FIRST_MILLIS =
            Instant.parse("2018-01-01T00:00:00Z").toEpochMilli();

    /** No generated record was modified at or after this instant. */
    public static final long LAST_MILLIS = Instant.parse("2025-07-01T00:00:00Z").toEpochMilli();

    /** The one millisecond of the bulk edit. */
    public static final long BULK_EDIT_MILLIS =
            Instant.parse("2024-03-05T09:17:42.123Z").toEpochMilli();

    private static final int ORDINAL_BITS = 24;
    private static final long[] STRIDES = {50, 1_000, 40_000};
    private static final long[] BASES = {101, 1_000_000_000L, 100_000_000_000L};
    private static final long CREATED_IDS_BASE = 600_000_000_000L;

    private final long count;
    private final long seed;
    private final long offset;
    private final long[] firstOrdinals;
    private long[] byModified = new long[0];

    /** The records of one type. */
    public Population(long portalSeed, ObjectType type, long count) {
        if (count < 0 || count > MAX_RECORDS) {
            throw new IllegalArgumentException(
                    "The simulator generates 0 to " + MAX_RECORDS + " records of a type, not " + count);
        }
        this.count = count;
        this.seed = Hash.mix(portalSeed, Hash.of(type.id()));
        this.offset = Hash.below(Hash.of(type.plural()), 50);
        this.firstOrdinals = new long[] {0, count * 3 / 10, count * 7 / 10, count};
    }

    /** How many records were generated. */
    public long count() {
        return count;
    }

    /** The hash all values of a record derive from; also defined beyond {@link #count()}, for created records. */
    public long hash(long ordinal) {
        return Hash.mix(seed, ordinal);
    }

    /** The record at an ordinal in {@code [0, count)}. */
    public CrmRecord record(long ordinal) {
        long created = createdMillis(ordinal);
        return CrmRecord.generated(id(ordinal), ordinal, hash(ordinal), created, modifiedMillis(ordinal, created));
    }

    /** The id at an ordinal; strictly ascending. */
    public long id(long ordinal) {
        int range = ordinal < firstOrdinals[1] ? 0 : ordinal < firstOrdinals[2] ? 1 : 2;
        long stride = STRIDES[range];
        return BASES[range]
                + offset
                + (ordinal - firstOrdinals[range]) * stride
                + Hash.below(hash(ordinal) >>> 7, stride);
    }

    /** The ordinal of an id, or −1 when no generated record has it. */
    public long ordinal(long id) {
        long at = ordinalAtOrAfter(id);
        return at < count && id(at) == id ? at : -1;
    }

    /** The first ordinal whose id is at least {@code id}; {@link #count()} when there is none. */
    public long ordinalAtOrAfter(long id) {
        if (id <= 0) {
            return 0;
        }
        for (int range = 0; range < 3; range++) {
            long size = firstOrdinals[range + 1] - firstOrdinals[range];
            if (size == 0) {
                continue;
            }
            long guess = Math.floorDiv(id - BASES[range] - offset, STRIDES[range]);
            if (guess < 0) {
                return firstOrdinals[range];
            }
            if (guess < size) {
                long at = firstOrdinals[range] + guess;
                return id(at) >= id ? at : at + 1;
            }
        }
        return count;
    }

    /** An id above every generated one, where created records start. */
    public long firstFreeId() {
        return CREATED_IDS_BASE + offset * 1_000;
    }

    /** The generated records modified in {@code [fromMillis, toMillis]}, as ordinals, in the order of modification. */
    public long[] ordinalsModifiedBetween(long fromMillis, long toMillis) {
        long[] order = byModified();
        int from = lowerBound(order, pack(clamp(fromMillis), 0));
        int to = lowerBound(order, pack(clamp(toMillis == Long.MAX_VALUE ? toMillis : toMillis + 1), 0));
        var ordinals = new long[Math.max(0, to - from)];
        for (int i = 0; i < ordinals.length; i++) {
            ordinals[i] = order[from + i] & ((1L << ORDINAL_BITS) - 1);
        }
        return ordinals;
    }

    private long createdMillis(long ordinal) {
        long span = LAST_MILLIS - FIRST_MILLIS - 86_400_000L;
        return FIRST_MILLIS + (long) ((double) ordinal / count * span) + Hash.below(hash(ordinal) >>> 5, 900);
    }

    private long modifiedMillis(long ordinal, long created) {
        long h = Hash.mix(hash(ordinal), 0x6D6F64L);
        if (h % 40 == 0 && created < BULK_EDIT_MILLIS) {
            return BULK_EDIT_MILLIS;
        }
        return created + Hash.below(h, LAST_MILLIS - created);
    }

    /** When a record was last modified before anybody changed it; for a created one when it was created. */
    long generatedModifiedMillis(CrmRecord record) {
        return record.ordinal() < count
                ? modifiedMillis(record.ordinal(), record.createdMillis())
                : record.createdMillis();
    }

    private synchronized long[] byModified() {
        if (byModified.length != count) {
            var packed = new long[(int) count];
            for (int i = 0; i < count; i++) {
                packed[i] = pack(modifiedMillis(i, createdMillis(i)), i);
            }
            Arrays.parallelSort(packed);
            byModified = packed;
        }
        return byModified;
    }

    private static long clamp(long millis) {
        return Math.clamp(millis, FIRST_MILLIS - 1, LAST_MILLIS + 1);
    }

    /** 38 bits of milliseconds since (a little before) the first one, then 24 bits of ordinal. */
    private static long pack(long millis, long ordinal) {
        return (millis - FIRST_MILLIS + 1) << ORDINAL_BITS | ordinal;
    }

    private static int lowerBound(long[] sorted, long key) {
        int at = Arrays.binarySearch(sorted, key);
        return at >= 0 ? at : -at - 1;
    }
}
