package io.hubflow.engine.read;

import io.hubflow.engine.destination.Reading;
import io.hubflow.engine.range.IdRange;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.ListRequest;
import io.hubflow.hubspot.MalformedRecord;
import io.hubflow.hubspot.RecordPage;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A page in HubSpot's order.
 *
 * @param otherHalf of a page by halves: the records with the other half of their properties
 * @param asked of a search: how many records were asked for
 */
record ListedPage(RecordPage page, Content content, Reading reading, List<HubSpotRecord> otherHalf, int asked) {
    /** What the records of a page have. */
    enum Content {
        IDS,
        /** Everything but the properties that no search returns. */
        SEARCHABLE,
        /** Half of the properties; the other half came beside it. */
        HALF,
        WHOLE
    }

    ListedPage(RecordPage page, Content content, Reading reading) {
        this(page, content, reading, List.of());
    }

    ListedPage(RecordPage page, Content content, Reading reading, List<HubSpotRecord> otherHalf) {
        this(page, content, reading, otherHalf, ListRequest.MAX_LIMIT);
    }

    static ListedPage searched(RecordPage page, Content content, Reading reading, int asked) {
        return new ListedPage(page, content, reading, List.of(), asked);
    }

    long[] ids() {
        return ids(page);
    }

    /** The ids of a page's records in HubSpot's order. */
    static long[] ids(RecordPage page) {
        return page.records().stream().mapToLong(HubSpotRecord::id).toArray();
    }

    /** Ids of the range in HubSpot's order, each once: a page may hold rows of another page. */
    long[] idsIn(IdRange range) {
        return Arrays.stream(ids()).filter(range::contains).distinct().toArray();
    }

    /** Without the record that the page before it ended with. */
    ListedPage without(long id) {
        var others = page.records().stream().filter(record -> record.id() != id).toList();
        return new ListedPage(
                new RecordPage(
                        others,
                        page.malformed(),
                        page.missingIds(),
                        page.notFoundIds(),
                        page.nextAfter(),
                        page.total(),
                        page.serverTime()),
                content,
                reading,
                otherHalf,
                asked);
    }

    /** What the page holds of the range: the ids of its records, and of elements that are none. */
    Set<Long> keysIn(IdRange range) {
        var keys = new HashSet<Long>();
        Arrays.stream(idsIn(range)).forEach(keys::add);
        for (var malformed : page.malformed()) {
            var key = key(malformed);
            if (key < 0 || range.contains(key)) {
                keys.add(key);
            }
        }
        return keys;
    }

    /** Its id, or a negative number where it has none. */
    private static long key(MalformedRecord malformed) {
        try {
            var id = Long.parseLong(malformed.id());
            if (id >= 0) {
                return id;
            }
        } catch (NumberFormatException e) {
            // Counted all the same.
        }
        return Long.MIN_VALUE | Integer.toUnsignedLong(malformed.json().hashCode());
    }
}
