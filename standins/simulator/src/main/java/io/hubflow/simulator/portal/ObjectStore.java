package io.hubflow.simulator.portal;

import io.hubflow.simulator.json.Hash;
import io.hubflow.simulator.portal.PortalSettings.NewIds;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The records of one type as reads by id and lists see them: the generated population, and on top of it every record
 * that was changed. Read under the portal's read lock, changed under its write lock.
 */
public final class ObjectStore {
    private static final int MAX_GAP_DRAWS = 1_000;

    private final ObjectType type;
    private final Population population;
    private final TreeMap<Long, CrmRecord> changed = new TreeMap<>();
    private final TreeSet<Long> archivedIds = new TreeSet<>();
    private long nextId;
    private long nextOrdinal;
    private long nextGapDraw;
    private long liveCount;

    ObjectStore(ObjectType type, Population population) {
        this.type = type;
        this.population = population;
        this.nextId = population.firstFreeId();
        this.nextOrdinal = population.count();
        this.liveCount = population.count();
    }

    /** The type. */
    public ObjectType type() {
        return type;
    }

    /** The generated records. */
    public Population population() {
        return population;
    }

    /** The newest version of every record that was changed, by id. */
    public Map<Long, CrmRecord> changed() {
        return changed;
    }

    /** How many records are neither archived, merged away nor purged. */
    public long liveCount() {
        return liveCount;
    }

    /** The record of an id in whatever state it is. */
    public Optional<CrmRecord> find(long id) {
        CrmRecord record = changed.get(id);
        if (record != null) {
            return Optional.of(record);
        }
        long ordinal = population.ordinal(id);
        return ordinal < 0 ? Optional.empty() : Optional.of(population.record(ordinal));
    }

    /** The record that answers for an id: itself, or the survivor it was merged into, however many merges ago. */
    public Optional<CrmRecord> resolve(long id) {
        Optional<CrmRecord> record = find(id);
        while (record.isPresent() && record.get().state() == CrmRecord.State.MERGED) {
            record = find(record.get().mergedInto());
        }
        return record;
    }

    /**
     * Visits records of every state in ascending id order, from an id on, until the visitor answers false. The visitor does
     * not change the store.
     */
    public void scan(long fromId, Predicate<CrmRecord> visitor) {
        long ordinal = population.ordinalAtOrAfter(fromId);
        var overlays = changed.tailMap(fromId, true).values().iterator();
        CrmRecord overlay = overlays.hasNext() ? overlays.next() : null;
        while (ordinal < population.count() || overlay != null) {
            long baseId = ordinal < population.count() ? population.id(ordinal) : Long.MAX_VALUE;
            CrmRecord record;
            if (overlay != null && overlay.id() <= baseId) {
                record = overlay;
                if (overlay.id() == baseId) {
                    ordinal++;
                }
                overlay = overlays.hasNext() ? overlays.next() : null;
            } else {
                record = population.record(ordinal++);
            }
            if (!visitor.test(record)) {
                return;
            }
        }
    }

    /** The ids in the recycle bin, ascending. */
    public NavigableSet<Long> archivedIds() {
        return archivedIds;
    }

    /** The ordinals created records take, beyond the population. */
    long takeOrdinal() {
        return nextOrdinal++;
    }

    /** A new id: above every other, or in a gap; above when no gap is found soon. */
    long takeId(NewIds where) {
        for (int attempt = 0; where == NewIds.GAPS && population.count() > 0 && attempt < MAX_GAP_DRAWS; attempt++) {
            long draw = Hash.mix(population.hash(nextGapDraw++), attempt);
            long candidate = population.id(Hash.below(draw, population.count())) + 1 + Hash.below(Hash.mix(draw), 40);
            if (find(candidate).isEmpty()) {
                return candidate;
            }
        }
        long id = nextId;
        nextId += 1 + Math.floorMod(population.hash(id), 900L);
        return id;
    }

    void put(CrmRecord record) {
        boolean wasLive = find(record.id()).map(CrmRecord::live).orElse(false);
        if (wasLive != record.live()) {
            liveCount += record.live() ? 1 : -1;
        }
        changed.put(record.id(), record);
        if (record.state() == CrmRecord.State.ARCHIVED) {
            archivedIds.add(record.id());
        } else {
            archivedIds.remove(record.id());
        }
    }

    /** A live record at or after a position chosen by {@code hash}; empty when no record is live. */
    public Optional<CrmRecord> pick(long hash, Collection<Long> except) {
        long created = nextOrdinal - population.count();
        long position = Math.floorMod(hash, Math.max(1, population.count() + created));
        long fromId = position < population.count()
                ? population.id(position)
                : population.firstFreeId() + (position - population.count()) * 450;
        CrmRecord[] found = new CrmRecord[1];
        Predicate<CrmRecord> stopAtUsable = record -> {
            if (record.live() && !except.contains(record.id())) {
                found[0] = record;
            }
            return found[0] == null;
        };
        scan(fromId, stopAtUsable);
        if (found[0] == null) {
            scan(0, stopAtUsable);
        }
        return Optional.ofNullable(found[0]);
    }
}
