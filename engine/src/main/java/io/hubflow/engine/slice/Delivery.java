package io.hubflow.engine.slice;

import io.hubflow.engine.destination.QuarantinedRow;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.typing.RowMaker;
import io.hubflow.hubspot.MalformedRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Types what was fetched for one slice and hands it to the sink. Used by one thread at a time. */
final class Delivery {
    private final String objectType;
    private final RowMaker rows;
    private final SliceSink sink;
    private final long modifiedFromMillis;
    private long coveredTo;

    /** @param modifiedFromMillis records last modified before it are dropped; 0 = none */
    Delivery(String objectType, RowMaker rows, SliceSink sink, long modifiedFromMillis, long from) {
        this.objectType = objectType;
        this.rows = rows;
        this.sink = sink;
        this.modifiedFromMillis = modifiedFromMillis;
        this.coveredTo = from;
    }

    /** Where the next covered range begins. */
    long coveredTo() {
        return coveredTo;
    }

    /** @return the id to stop at, see {@link SliceSink} */
    long deliver(RecordFetcher.Fetched fetched, Optional<IdRange> covered, OptionalLong remaining) {
        var typed = new ArrayList<Row>(fetched.records().size());
        for (var record : fetched.records()) {
            if (record.updatedAtMillis() >= modifiedFromMillis) {
                typed.add(rows.toRow(record, fetched.readAtMillis()));
            }
        }
        var bad = quarantined(objectType, fetched.malformed(), fetched.readAtMillis());
        covered.ifPresent(range -> coveredTo = range.to());
        return sink.accept(new Batch(typed, bad, covered, remaining));
    }

    void cover(IdRange range) {
        coveredTo = range.to();
        sink.accept(new Batch(List.of(), List.of(), Optional.of(range), OptionalLong.empty()));
    }

    private static List<QuarantinedRow> quarantined(
            String objectType, List<MalformedRecord> malformed, long readAtMillis) {
        return malformed.stream()
                .map(bad -> new QuarantinedRow(
                        objectType, bad.id(), bad.reason(), bad.json(), Instant.ofEpochMilli(readAtMillis)))
                .toList();
    }
}
