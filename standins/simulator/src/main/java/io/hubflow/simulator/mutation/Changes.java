package io.hubflow.simulator.mutation;

import io.hubflow.simulator.mutation.ChangeSettings.Bump;
import io.hubflow.simulator.portal.CrmRecord;
import io.hubflow.simulator.portal.History.Source;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The changes of single records, each with what it does to the last-modified time. Under the portal's write lock. */
public final class Changes {
    private final Portal portal;
    private final ChangeSettings settings;
    private final Source source;

    /**
     * Changes to a portal.
     *
     * @param source what the history of properties names as the origin of values
     */
    public Changes(Portal portal, ChangeSettings settings, Source source) {
        this.portal = portal;
        this.settings = settings;
        this.source = source;
    }

    /** Creates a record at an instant; properties that are not given have generated values. */
    public CrmRecord create(ObjectType type, Map<String, @Nullable String> values, long atMillis) {
        return portal.commit(type, portal.newRecord(type, atMillis).withValues(stored(type, values)), source);
    }

    /** Sets values and moves the last-modified time. */
    public CrmRecord update(ObjectType type, CrmRecord record, Map<String, @Nullable String> values) {
        return portal.commit(type, bumped(record).withValues(stored(type, values)), source);
    }

    /** Sets values as a calculation would: the last-modified time stays (estuary #3515). */
    public CrmRecord recalculate(ObjectType type, CrmRecord record, Map<String, @Nullable String> values) {
        return portal.commit(type, record.withValues(stored(type, values)), Source.CALCULATION);
    }

    /** Sets values and moves the last-modified time back. */
    public CrmRecord backdate(ObjectType type, CrmRecord record, Map<String, @Nullable String> values, Duration by) {
        return portal.commit(
                type,
                record.modifiedAt(record.modifiedMillis() - by.toMillis()).withValues(stored(type, values)),
                source);
    }

    /** Marks a record as modified at an instant, without another value. */
    public CrmRecord touch(ObjectType type, CrmRecord record, long atMillis) {
        return portal.commit(type, record.modifiedAt(atMillis), source);
    }

    /** Moves a record to the recycle bin. */
    public CrmRecord archive(ObjectType type, CrmRecord record) {
        var base = settings.onArchive() == Bump.MODIFIED ? bumped(record) : record;
        return portal.commit(type, base.archivedAt(portal.clock().millis()), source);
    }

    /** Takes a record out of the recycle bin. */
    public CrmRecord restore(ObjectType type, CrmRecord record) {
        var base = settings.onRestore() == Bump.MODIFIED ? bumped(record) : record;
        return portal.commit(type, base.restored(), source);
    }

    /** Removes a record for good. */
    public CrmRecord purge(ObjectType type, CrmRecord record) {
        return portal.commit(type, record.purgedAt(portal.clock().millis()), source);
    }

    /** Merges two records with the mode of the settings. */
    public CrmRecord merge(ObjectType type, CrmRecord primary, CrmRecord other) {
        return merge(type, primary, other, settings.mergeMode());
    }

    /**
     * Merges two records: the primary's values win, the other's fill its gaps; absorbed ids leave every list without
     * having been archived. The other record may be in the recycle bin; the primary may not.
     */
    public CrmRecord merge(ObjectType type, CrmRecord primary, CrmRecord other, MergeMode mode) {
        if (primary.id() == other.id()) {
            throw new IllegalArgumentException("A record cannot be merged with itself: " + primary.id());
        }
        if (!primary.live()) {
            throw new IllegalArgumentException("The primary record of a merge must be live: " + primary.id());
        }
        CrmRecord survivor = mode == MergeMode.NEW_ID ? underNewId(type, primary) : bumped(primary);
        var values = new HashMap<String, @Nullable String>();
        for (var column : portal.catalog(type).columns()) {
            String key = column.storageKey();
            String theirs = column.value(other);
            if (theirs != null && column.value(primary) == null) {
                values.put(key, theirs);
            }
        }
        String absorbed = mode == MergeMode.NEW_ID ? primary.id() + ";" + other.id() : String.valueOf(other.id());
        values.put("hs_merged_object_ids", joined(type, "hs_merged_object_ids", primary, other, mode, absorbed));
        if (type.isContacts()) {
            long now = portal.clock().millis();
            String vids = absorbed.replace(";", ":" + now + ";") + ":" + now;
            values.put(
                    "hs_calculated_merged_vids", joined(type, "hs_calculated_merged_vids", primary, other, mode, vids));
        }
        var merged = mode == MergeMode.NEW_ID
                ? portal.commitSuccessor(type, survivor.withValues(values), primary, Source.MERGE)
                : portal.commit(type, survivor.withValues(values), Source.MERGE);
        long mergedMillis = portal.clock().millis();
        if (mode == MergeMode.NEW_ID) {
            portal.inherit(type, primary, merged);
            portal.commit(type, primary.mergedInto(merged.id(), mergedMillis), Source.MERGE);
        }
        portal.inherit(type, other, merged);
        portal.commit(type, other.mergedInto(merged.id(), mergedMillis), Source.MERGE);
        return merged;
    }

    /** Values are kept under the properties' storage keys. */
    private Map<String, @Nullable String> stored(ObjectType type, Map<String, @Nullable String> values) {
        var stored = new HashMap<String, @Nullable String>();
        values.forEach(
                (name, value) -> stored.put(portal.catalog(type).require(name).storageKey(), value));
        return stored;
    }

    private CrmRecord bumped(CrmRecord record) {
        return record.modifiedAt(Math.max(portal.clock().millis(), record.modifiedMillis() + 1));
    }

    private CrmRecord underNewId(ObjectType type, CrmRecord primary) {
        long now = Math.max(portal.clock().millis(), primary.modifiedMillis() + 1);
        var fresh = portal.newRecord(type, now);
        return new CrmRecord(
                fresh.id(),
                primary.ordinal(),
                primary.hash(),
                primary.createdMillis(),
                now,
                CrmRecord.State.LIVE,
                0,
                0,
                0,
                primary.overrides());
    }

    /** The ids absorbed now, after those that the two records had absorbed before. */
    private String joined(
            ObjectType type, String property, CrmRecord primary, CrmRecord other, MergeMode mode, String absorbedNow) {
        boolean all = settings.mergedIds() == ChangeSettings.MergedIds.ALL;
        var ids = new StringBuilder();
        portal.catalog(type).find(property).ifPresent(column -> {
            if (all || mode == MergeMode.PRESERVE_PRIMARY_ID) {
                append(ids, column.value(primary));
            }
            if (all) {
                append(ids, column.value(other));
            }
        });
        return ids.append(absorbedNow).toString();
    }

    private static void append(StringBuilder ids, @Nullable String earlier) {
        if (earlier != null && !earlier.isEmpty()) {
            ids.append(earlier).append(';');
        }
    }
}
