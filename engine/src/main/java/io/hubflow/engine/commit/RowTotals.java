package io.hubflow.engine.commit;

/**
 * What a run has done to the rows of one object type so far.
 *
 * @param read records that were read, quarantined ones included; tombstones are not counted
 * @param written rows inserted, updated or removed
 * @param unchanged rows that the table already held
 * @param quarantined records that could not become a row, each counted once
 * @param buried rows that tombstones have marked or removed; they are part of {@code written}
 */
public record RowTotals(long read, long written, long unchanged, long quarantined, long buried) {
    public static final RowTotals NOTHING = new RowTotals(0, 0, 0, 0, 0);

    /** @param rows without the quarantined ones */
    RowTotals reading(long rows, long newlyQuarantined) {
        return new RowTotals(
                read + rows + newlyQuarantined, written, unchanged, quarantined + newlyQuarantined, buried);
    }

    RowTotals plus(CommittedRows committed) {
        return new RowTotals(
                read,
                written + committed.inserted() + committed.updated(),
                unchanged + committed.unchanged(),
                quarantined,
                buried + committed.buried());
    }
}
