package io.hubflow.hubspot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts records together whose properties were asked for in two parts ({@link PropertySelection#part}). Two answers tell of the
 * same version of a record when they give the same {@code updatedAt}; where they do not, the record has to be read whole.
 */
public final class RecordParts {
    private RecordParts() {}

    /**
     * @param records whole ones, in the order of the first part
     * @param apart ids of the first part whose second part is missing, empty, or of another version
     */
    public record Joined(List<HubSpotRecord> records, List<Long> apart) {}

    /** @param second in any order, of one answer or several */
    public static Joined join(List<HubSpotRecord> first, List<HubSpotRecord> second) {
        var secondById = new HashMap<Long, HubSpotRecord>(second.size() * 2);
        second.forEach(record -> secondById.put(record.id(), record));
        var records = new ArrayList<HubSpotRecord>(first.size());
        var apart = new LinkedHashSet<Long>();
        var presence = new Presence();
        for (var record : first) {
            var other = secondById.get(record.id());
            if (other != null && isSameVersion(record, other)) {
                records.add(record.with(other, presence.of(record, other)));
            } else {
                apart.add(record.id());
            }
        }
        return new Joined(records, List.copyOf(apart));
    }

    private static boolean isSameVersion(HubSpotRecord first, HubSpotRecord second) {
        return first.updatedAtMillis() == second.updatedAtMillis()
                && first.archived() == second.archived()
                && first.answer() == HubSpotRecord.Answer.WHOLE
                && second.answer() != HubSpotRecord.Answer.NOTHING;
    }

    /** All records of one answer share what it says of its properties. */
    private static final class Presence {
        private @Nullable PropertyPresence first;
        private @Nullable PropertyPresence second;
        private PropertyPresence both = PropertyPresence.ALL;

        PropertyPresence of(HubSpotRecord one, HubSpotRecord other) {
            if (first != one.presence() || second != other.presence()) {
                first = one.presence();
                second = other.presence();
                both = PropertyPresence.of(one.presence(), other.presence());
            }
            return both;
        }
    }
}
