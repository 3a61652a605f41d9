package io.hubflow.engine.read;

import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.MalformedRecord;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.hubspot.RecordState;
import io.hubflow.hubspot.SearchFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads records by id, and finds out what became of those that HubSpot leaves out. Thread-safe. */
final class BatchReads {
    private final RecordPages pages;
    private final PropertySelection selection;
    private final ReadClock clock;
    private final RecordState state;

    BatchReads(RecordPages pages, PropertySelection selection, ReadClock clock, RecordState state) {
        this.pages = pages;
        this.selection = selection;
        this.clock = clock;
        this.state = state;
    }

    /**
     * The records with these ids. An id that HubSpot leaves out, or whose record comes without any property, is asked for once
     * more; then it may have been archived or be gone for good. One that HubSpot still shows in its list or search is
     * withheld.
     */
    FetchedRecords read(List<Long> ids) {
        var records = new ArrayList<HubSpotRecord>(ids.size());
        var malformed = new ArrayList<MalformedRecord>();
        var reading = clock.byId();
        var open = readBatches(ids, state, records, malformed);
        if (!open.isEmpty()) {
            open = readBatches(open, state, records, malformed);
        }
        if (!open.isEmpty()) {
            var other = state == RecordState.LIVE ? RecordState.ARCHIVED : RecordState.LIVE;
            open = readBatches(open, other, new ArrayList<>(), new ArrayList<>());
        }
        var withheld = open.stream().filter(this::isShown).toList();
        return new FetchedRecords(records, malformed, withheld, reading);
    }

    /** @return ids that HubSpot left out */
    private List<Long> readBatches(
            List<Long> ids, RecordState of, List<HubSpotRecord> records, List<MalformedRecord> malformed) {
        var missing = new ArrayList<Long>();
        for (var page : pages.batches(selection, ids, of)) {
            for (var record : page.records()) {
                if (record.answer() == HubSpotRecord.Answer.NOTHING) {
                    missing.add(record.id());
                } else {
                    records.add(record);
                }
            }
            malformed.addAll(page.malformed());
            missing.addAll(page.missingIds());
        }
        return missing;
    }

    /**
     * Whether HubSpot shows the record although no batch read gives it. The list knows at once when a record is gone, but
     * cannot be entered everywhere; the search may still show one that has just gone.
     */
    private boolean isShown(long id) {
        if (state == RecordState.ARCHIVED) {
            return false;
        }
        try {
            var listed = ListedPage.ids(pages.list(PropertySelection.none(), Optional.of(Long.toString(id))));
            if (listed.length > 0 && listed[0] >= id && IdOrders.ascending(listed)) {
                return listed[0] == id;
            }
        } catch (ConnectorException e) {
            if (!RangeCheck.refused(e)) {
                throw e;
            }
        }
        try {
            return pages.count(List.of(SearchFilter.of(RecordFetcher.ID, SearchFilter.Operator.EQ, Long.toString(id))))
                    > 0;
        } catch (ConnectorException e) {
            if (!RangeCheck.refused(e)) {
                throw e;
            }
            return true;
        }
    }
}
