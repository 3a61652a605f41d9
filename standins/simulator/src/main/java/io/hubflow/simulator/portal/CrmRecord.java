package io.hubflow.simulator.portal;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One version of one record. Values that nobody set come from the record's hash, so a version holds only what differs.
 *
 * @param id the record id
 * @param ordinal the position in the order of creation, the key of all generated values
 * @param hash the hash of (seed, type, ordinal)
 * @param createdMillis the creation time, epoch milliseconds
 * @param modifiedMillis the last-modified time, epoch milliseconds
 * @param state live, archived, merged away or purged
 * @param leftMillis when it was archived, merged away or purged; 0 while live
 * @param mergedInto the survivor's id; 0 unless merged away
 * @param version grows with every mutation of the portal; 0 for a record as generated
 * @param overrides values set by mutations, by {@link PropertyDefinition#storageKey()}; a null value was never set
 */
public record CrmRecord(
        long id,
        long ordinal,
        long hash,
        long createdMillis,
        long modifiedMillis,
        State state,
        long leftMillis,
        long mergedInto,
        long version,
        Map<String, @Nullable String> overrides) {

    /** What became of a record. */
    public enum State {
        /** Listed, readable, searchable. */
        LIVE,
        /** In the recycle bin: only {@code archived=true} shows it. */
        ARCHIVED,
        /** Absorbed by another record: in no list; its id reads the survivor. */
        MERGED,
        /** Gone for good (GDPR, or 90 days in the recycle bin). */
        PURGED
    }

    static CrmRecord generated(long id, long ordinal, long hash, long createdMillis, long modifiedMillis) {
        return new CrmRecord(id, ordinal, hash, createdMillis, modifiedMillis, State.LIVE, 0, 0, 0, Map.of());
    }

    /** Whether lists and search may show it. */
    public boolean live() {
        return state == State.LIVE;
    }

    /** This record with another modified time. */
    public CrmRecord modifiedAt(long millis) {
        return new CrmRecord(
                id, ordinal, hash, createdMillis, millis, state, leftMillis, mergedInto, version, overrides);
    }

    /** This record with more values set. */
    public CrmRecord withValues(Map<String, @Nullable String> values) {
        if (values.isEmpty()) {
            return this;
        }
        var merged = new HashMap<String, @Nullable String>(overrides);
        merged.putAll(values);
        return new CrmRecord(
                id,
                ordinal,
                hash,
                createdMillis,
                modifiedMillis,
                state,
                leftMillis,
                mergedInto,
                version,
                Collections.unmodifiableMap(merged));
    }

    /** This record, archived. */
    public CrmRecord archivedAt(long millis) {
        return inState(State.ARCHIVED, millis, 0);
    }

    /** This record, live again. */
    public CrmRecord restored() {
        return inState(State.LIVE, 0, 0);
    }

    /** This record, absorbed by another. */
    public CrmRecord mergedInto(long survivorId, long millis) {
        return inState(State.MERGED, millis, survivorId);
    }

    /** This record, gone. */
    public CrmRecord purgedAt(long millis) {
        return inState(State.PURGED, millis, 0);
    }

    /** This record under another version number. */
    public CrmRecord atVersion(long newVersion) {
        return new CrmRecord(
                id, ordinal, hash, createdMillis, modifiedMillis, state, leftMillis, mergedInto, newVersion, overrides);
    }

    private CrmRecord inState(State newState, long newLeftMillis, long survivorId) {
        return new CrmRecord(
                id,
                ordinal,
                hash,
                createdMillis,
                modifiedMillis,
                newState,
                newLeftMillis,
                survivorId,
                version,
                overrides);
    }
}
