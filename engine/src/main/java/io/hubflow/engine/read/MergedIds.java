package io.hubflow.engine.read;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.destination.MergeChains;
import io.hubflow.engine.destination.Reading;
import io.hubflow.engine.destination.Row;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.PropertySelection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The ids that were merged into records that are read: they stand in the survivor's own properties, and nowhere else. Whether
 * that record was merged itself later is not known here: the table lets its rows point to the last survivor, see
 * {@link MergeChains}. Immutable.
 *
 * <p>Sources: {@code hs_merged_object_ids} separates ids by semicolons (dlt splits it so); contacts also have
 * {@code hs_calculated_merged_vids}, pairs of id and time {@code 12:1700000000000} (fivetran/dbt_hubspot), and the two may
 * disagree (fivetran/dbt_hubspot issue 168), so both count.
 */
public final class MergedIds {
    private static final String OBJECT_IDS = "hs_merged_object_ids";
    /** The type id of contacts. */
    private static final String CONTACTS = "0-1";

    private static final String CONTACT_IDS = "hs_calculated_merged_vids";

    private final int[] positions;

    public MergedIds(PropertySelection selection) {
        positions = Stream.of(OBJECT_IDS, CONTACT_IDS)
                .mapToInt(selection::indexOf)
                .filter(position -> position >= 0)
                .toArray();
    }

    /** The selection, with the properties that name merged ids at its end: they are read whichever columns are wanted. */
    public static PropertySelection addedTo(PropertySelection selection, ObjectType type) {
        var names = new ArrayList<>(selection.names());
        if (selection.indexOf(OBJECT_IDS) < 0) {
            names.add(OBJECT_IDS);
        }
        if (type.typeId().equals(CONTACTS) && selection.indexOf(CONTACT_IDS) < 0) {
            names.add(CONTACT_IDS);
        }
        return PropertySelection.of(names);
    }

    /** The ids that a record names as merged into it, each once, without its own. */
    public Set<Long> in(HubSpotRecord record) {
        var ids = new LinkedHashSet<Long>();
        for (var position : positions) {
            var text = record.value(position);
            if (text != null && !text.isEmpty()) {
                parse(text, ids);
            }
        }
        ids.remove(record.id());
        return ids;
    }

    /** What the records say of merged ids: a tombstone for each, with the record that names it. */
    List<Row> tombstones(Collection<HubSpotRecord> records, Reading reading) {
        var rows = new LinkedHashMap<Long, Row>();
        for (var record : records) {
            for (var id : in(record)) {
                rows.put(id, Row.tombstone(id, Row.NO_TIME, record.id(), reading));
            }
        }
        return List.copyOf(rows.values());
    }

    /** Whatever stands between the ids; a time after a colon is left out, and so is what is no id. */
    private static void parse(String text, Set<Long> ids) {
        for (var part : text.split("[;,\\s]+", -1)) {
            var colon = part.indexOf(':');
            var digits = colon < 0 ? part : part.substring(0, colon);
            if (!digits.isEmpty() && digits.length() <= 18 && digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
                ids.add(Long.parseLong(digits));
            }
        }
    }
}
