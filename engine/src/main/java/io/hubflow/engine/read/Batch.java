package io.hubflow.engine.read;

import io.hubflow.engine.destination.QuarantinedRow;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.range.IdRange;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Rows that were read, and the ids that are thereby settled.
 *
 * @param rows typed rows; may be empty
 * @param tombstones ids that were merged into these records, see {@link MergedIds}
 * @param quarantined records that no row could be made of
 * @param covered ids of the slice of which nothing is left to read once every batch up to this one is kept; absent while
 *     completeness is still to be checked. Not tied to this batch's rows alone
 * @param remaining matches that HubSpot counts beyond this batch in the slice; absent when it did not count
 */
public record Batch(
        List<Row> rows,
        List<Row> tombstones,
        List<QuarantinedRow> quarantined,
        Optional<IdRange> covered,
        OptionalLong remaining) {
    /** Nothing but ids that are settled now. */
    static Batch covering(IdRange range) {
        return new Batch(List.of(), List.of(), List.of(), Optional.of(range), OptionalLong.empty());
    }

    public Batch {
        rows = List.copyOf(rows);
        tombstones = List.copyOf(tombstones);
        quarantined = List.copyOf(quarantined);
    }
}
