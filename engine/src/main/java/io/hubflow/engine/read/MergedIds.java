package io.hubflow.engine.read;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.destination.Row;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.PropertySelection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The ids that were merged into the records that a run reads: they stand in the survivor's own properties, and nowhere else.
 * A survivor that was merged itself later passes its ids on, so an id is always told with the last survivor that the run has
 * met. Thread-safe; remembers every merged id of a run, 100 bytes each.
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
    private final Map<Long, Long> survivors = new ConcurrentHashMap<>();
    private final Map<Long, Set<Long>> absorbed = new ConcurrentHashMap<>();

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

    /** What the records say of merged ids: a tombstone for each, and again for those whose survivor was merged itself. */
    List<Row> tombstones(Collection<HubSpotRecord> records, long readAtMillis) {
        var rows = new LinkedHashMap<Long, Row>();
        for (var record : records) {
            var ids = in(record);
            if (!ids.isEmpty()) {
                note(record.id(), ids, readAtMillis, rows);
            }
        }
        return new ArrayList<>(rows.values());
    }

    private synchronized void note(long survivor, Set<Long> ids, long readAtMillis, Map<Long, Row> rows) {
        var last = last(survivor);
        for (var id : ids) {
            survivors.put(id, last);
            rows.put(id, tombstone(id, last, readAtMillis));
            var earlier = absorbed.remove(id);
            if (earlier != null) {
                for (var older : earlier) {
                    survivors.put(older, last);
                    rows.put(older, tombstone(older, last, readAtMillis));
                }
                absorbed.computeIfAbsent(last, key -> new LinkedHashSet<>()).addAll(earlier);
            }
            absorbed.computeIfAbsent(last, key -> new LinkedHashSet<>()).add(id);
        }
    }

    private long last(long survivor) {
        var id = survivor;
        for (var steps = 0; steps < survivors.size() && survivors.containsKey(id); steps++) {
            id = survivors.get(id);
        }
        return id;
    }

    private static Row tombstone(long id, long survivor, long readAtMillis) {
        return Row.tombstone(id, Row.NO_TIME, survivor, readAtMillis);
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
