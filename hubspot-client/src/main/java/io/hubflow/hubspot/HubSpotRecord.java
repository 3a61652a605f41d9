package io.hubflow.hubspot;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * One CRM record as HubSpot sent it: times in milliseconds since the epoch (UTC), property values as the text on the
 * wire. Immutable once built; the array is not copied, for speed, and must not be changed by its giver.
 */
public final class HubSpotRecord {
    /** What HubSpot said of the properties that were asked for. */
    public enum Answer {
        /** Something of at least one of them, or none were asked for. */
        WHOLE,
        /** Only the properties that every record comes with: perhaps all others are empty. */
        BARE,
        /** Not even those: this is no answer. */
        NOTHING
    }

    /** {@link #archivedAtMillis()} of a record that is not archived. */
    public static final long NOT_ARCHIVED = Long.MIN_VALUE;

    private final long id;
    private final long createdAtMillis;
    private final long updatedAtMillis;
    private final boolean archived;
    private final long archivedAtMillis;
    private final @Nullable String[] values;
    private final PropertyPresence presence;
    private final Answer answer;

    public HubSpotRecord(
            long id,
            long createdAtMillis,
            long updatedAtMillis,
            boolean archived,
            long archivedAtMillis,
            @Nullable String[] values) {
        this(
                id,
                createdAtMillis,
                updatedAtMillis,
                archived,
                archivedAtMillis,
                values,
                PropertyPresence.ALL,
                Answer.WHOLE);
    }

    HubSpotRecord(
            long id,
            long createdAtMillis,
            long updatedAtMillis,
            boolean archived,
            long archivedAtMillis,
            @Nullable String[] values,
            PropertyPresence presence,
            Answer answer) {
        this.id = id;
        this.createdAtMillis = createdAtMillis;
        this.updatedAtMillis = updatedAtMillis;
        this.archived = archived;
        this.archivedAtMillis = archivedAtMillis;
        this.values = values;
        this.presence = presence;
        this.answer = answer;
    }

    /** This record with the values that {@code other} has beside its own. */
    HubSpotRecord with(HubSpotRecord other, PropertyPresence both) {
        var joined = values.clone();
        for (var i = 0; i < joined.length; i++) {
            if (other.values[i] != null) {
                joined[i] = other.values[i];
            }
        }
        return new HubSpotRecord(
                id, createdAtMillis, updatedAtMillis, archived, archivedAtMillis, joined, both, answer);
    }

    PropertyPresence presence() {
        return presence;
    }

    public long id() {
        return id;
    }

    public long createdAtMillis() {
        return createdAtMillis;
    }

    public long updatedAtMillis() {
        return updatedAtMillis;
    }

    public boolean archived() {
        return archived;
    }

    /** {@link #NOT_ARCHIVED} unless {@link #archived()} and HubSpot said when. */
    public long archivedAtMillis() {
        return archivedAtMillis;
    }

    /** Value of the property at this position of the {@link PropertySelection}; null when absent or null, {@code ""} kept. */
    public @Nullable String value(int index) {
        return values[index];
    }

    /**
     * Positions of properties that the answer said nothing about: no record of it has their key, although it shows that
     * empty values are sent as null. Not to be changed; one object for all records of an answer.
     */
    public BitSet absentProperties() {
        return presence.absent();
    }

    public Answer answer() {
        return answer;
    }

    public int valueCount() {
        return values.length;
    }
}
