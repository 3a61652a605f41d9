package io.hubflow.simulator.index;

import io.hubflow.simulator.portal.CrmRecord;
import io.hubflow.simulator.portal.Population;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The records of one type as search knows them: the population, except where a change has become visible. Not
 * thread-safe; the type's index guards it.
 */
final class VisibleRecords {
    private final Population population;
    private final TreeMap<Long, CrmRecord> changed = new TreeMap<>();
    private final BitSet changedOrdinals = new BitSet();
    private long[] changedPopulationIds = new long[0];
    private long[] changedLiveIds = new long[0];
    private boolean stale;

    VisibleRecords(Population population) {
        this.population = population;
    }

    /** Makes a version visible, unless a newer one of the same record already is. */
    boolean show(CrmRecord version) {
        CrmRecord known = changed.get(version.id());
        if (known != null && known.version() > version.version()) {
            return false;
        }
        changed.put(version.id(), version);
        long ordinal = population.ordinal(version.id());
        if (ordinal >= 0) {
            changedOrdinals.set((int) ordinal);
        }
        stale = true;
        return true;
    }

    /** The visible version of a live id. */
    CrmRecord require(long id) {
        CrmRecord record = changed.get(id);
        return record != null ? record : population.record(population.ordinal(id));
    }

    /** The visible version of an id, when that is live. */
    Optional<CrmRecord> find(long id) {
        CrmRecord record = changed.get(id);
        if (record == null && population.ordinal(id) >= 0) {
            record = population.record(population.ordinal(id));
        }
        return Optional.ofNullable(record).filter(CrmRecord::live);
    }

    /** Every live record, in no order. */
    void forEachLive(Consumer<CrmRecord> visitor) {
        for (long ordinal = 0; ordinal < population.count(); ordinal++) {
            if (!changedOrdinals.get((int) ordinal)) {
                visitor.accept(population.record(ordinal));
            }
        }
        forEachChangedLive(visitor);
    }

    /** Every live record modified in a range of times, in no order. */
    void forEachModified(Range times, Consumer<CrmRecord> visitor) {
        for (long ordinal : population.ordinalsModifiedBetween(times.low(), times.high())) {
            if (!changedOrdinals.get((int) ordinal)) {
                visitor.accept(population.record(ordinal));
            }
        }
        forEachChangedLive(record -> {
            if (times.contains(record.modifiedMillis())) {
                visitor.accept(record);
            }
        });
    }

    /** How many live records have an id in a range. */
    long count(Range ids) {
        refresh();
        return ordinalAbove(ids.high())
                - population.ordinalAtOrAfter(ids.low())
                - within(changedPopulationIds, ids)
                + within(changedLiveIds, ids);
    }

    /** A page of the live ids in a range, smallest first. */
    long[] ascending(Range ids, int offset, int limit) {
        refresh();
        var page = new long[limit];
        int filled = 0;
        long ordinal = population.ordinalAtOrAfter(ids.low());
        int at = lowerBound(changedLiveIds, ids.low());
        for (int seen = 0; filled < limit; seen++) {
            while (ordinal < population.count() && changedOrdinals.get((int) ordinal)) {
                ordinal++;
            }
            long base = ordinal < population.count() ? population.id(ordinal) : Long.MAX_VALUE;
            long overlay = at < changedLiveIds.length ? changedLiveIds[at] : Long.MAX_VALUE;
            long next = Math.min(base, overlay);
            if (next == Long.MAX_VALUE || next > ids.high()) {
                break;
            }
            if (base < overlay) {
                ordinal++;
            } else {
                at++;
            }
            if (seen >= offset) {
                page[filled++] = next;
            }
        }
        return Arrays.copyOf(page, filled);
    }

    /** A page of the live ids in a range, largest first. */
    long[] descending(Range ids, int offset, int limit) {
        refresh();
        var page = new long[limit];
        int filled = 0;
        long ordinal = ordinalAbove(ids.high()) - 1;
        int at = upperBound(changedLiveIds, ids.high()) - 1;
        for (int seen = 0; filled < limit; seen++) {
            while (ordinal >= 0 && changedOrdinals.get((int) ordinal)) {
                ordinal--;
            }
            long base = ordinal >= 0 ? population.id(ordinal) : Long.MIN_VALUE;
            long overlay = at >= 0 ? changedLiveIds[at] : Long.MIN_VALUE;
            long next = Math.max(base, overlay);
            if (next == Long.MIN_VALUE || next < ids.low()) {
                break;
            }
            if (base > overlay) {
                ordinal--;
            } else {
                at--;
            }
            if (seen >= offset) {
                page[filled++] = next;
            }
        }
        return Arrays.copyOf(page, filled);
    }

    private void forEachChangedLive(Consumer<CrmRecord> visitor) {
        for (CrmRecord record : changed.values()) {
            if (record.live()) {
                visitor.accept(record);
            }
        }
    }

    private void refresh() {
        if (!stale) {
            return;
        }
        changedPopulationIds = ids(entry -> population.ordinal(entry.getKey()) >= 0);
        changedLiveIds = ids(entry -> entry.getValue().live());
        stale = false;
    }

    private long[] ids(Predicate<Map.Entry<Long, CrmRecord>> kept) {
        return changed.entrySet().stream()
                .filter(kept)
                .mapToLong(Map.Entry::getKey)
                .toArray();
    }

    private long ordinalAbove(long id) {
        return id == Long.MAX_VALUE ? population.count() : population.ordinalAtOrAfter(id + 1);
    }

    private static int within(long[] sorted, Range ids) {
        return Math.max(0, upperBound(sorted, ids.high()) - lowerBound(sorted, ids.low()));
    }

    private static int lowerBound(long[] sorted, long id) {
        int at = Arrays.binarySearch(sorted, id);
        return at >= 0 ? at : -at - 1;
    }

    private static int upperBound(long[] sorted, long id) {
        return id == Long.MAX_VALUE ? sorted.length : lowerBound(sorted, id + 1);
    }
}
