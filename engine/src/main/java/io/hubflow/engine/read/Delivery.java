package io.hubflow.engine.read;

import io.hubflow.engine.destination.QuarantinedRow;
import io.hubflow.engine.destination.Reading;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.typing.RowMaker;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.MalformedRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Types what was fetched for one slice and hands it to the sink. An id that HubSpot shows but does not give is never called
 * covered: it is reported, and stays to be read. Used by one thread at a time.
 */
final class Delivery {
    private final String objectType;
    private final RowMaker rows;
    private final MergedIds merged;
    private final Predicate<HubSpotRecord> wanted;
    private final SliceSink sink;
    private final ReadNotices notices;
    private final long modifiedFromMillis;
    private final Set<Long> withheld = new HashSet<>();

    /**
     * @param wanted which records that were read by id or by list become rows; a search finds no others
     * @param modifiedFromMillis records last modified before it are dropped; 0 = none
     */
    Delivery(
            String objectType,
            RowMaker rows,
            MergedIds merged,
            Predicate<HubSpotRecord> wanted,
            SliceSink sink,
            ReadNotices notices,
            long modifiedFromMillis) {
        this.objectType = objectType;
        this.rows = rows;
        this.merged = merged;
        this.wanted = wanted;
        this.sink = sink;
        this.notices = notices;
        this.modifiedFromMillis = modifiedFromMillis;
    }

    /** @return the id to stop at, see {@link SliceSink} */
    long deliver(FetchedRecords fetched, Optional<IdRange> covered, OptionalLong remaining) {
        var typed = new ArrayList<Row>(fetched.records().size());
        // What a search found is what HubSpot says matches; what was read by id may have changed since, or come by
        // list.
        var searched = fetched.reading().source() == Reading.Source.SEARCH;
        for (var record : fetched.records()) {
            if (record.updatedAtMillis() >= modifiedFromMillis && (searched || wanted.test(record))) {
                typed.add(rows.toRow(record, fetched.reading()));
            }
        }
        var tombstones = merged.tombstones(fetched.records(), fetched.reading());
        var bad = quarantined(fetched.malformed(), fetched.reading().readAtMillis());
        for (var id : fetched.withheld()) {
            if (withheld.add(id)) {
                notices.incomplete(new IdRange(id, id + 1), 1);
            }
        }
        if (withheld.isEmpty() || covered.isEmpty()) {
            return sink.accept(new Batch(typed, tombstones, bad, covered, remaining));
        }
        var stopAt = sink.accept(new Batch(typed, tombstones, bad, Optional.empty(), remaining));
        return Math.min(stopAt, cover(covered.get()));
    }

    /** @return the id to stop at */
    long cover(IdRange range) {
        var whole = IdIntervals.of(range);
        for (var id : withheld) {
            if (range.contains(id)) {
                whole = whole.minus(new IdRange(id, id + 1));
            }
        }
        var stopAt = IdRange.END;
        for (var part : whole.ranges()) {
            stopAt = Math.min(stopAt, sink.accept(Batch.covering(part)));
        }
        return stopAt;
    }

    private List<QuarantinedRow> quarantined(List<MalformedRecord> malformed, long readAtMillis) {
        return malformed.stream()
                .map(bad -> new QuarantinedRow(
                        objectType,
                        bad.id(),
                        bad.reason(),
                        rows.protections().record(bad.json()),
                        Instant.ofEpochMilli(readAtMillis)))
                .toList();
    }
}
