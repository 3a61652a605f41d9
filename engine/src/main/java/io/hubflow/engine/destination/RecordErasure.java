package io.hubflow.engine.destination;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Records that HubSpot has deleted for good, of which nothing personal must stay stored. One that HubSpot purged because it had
 * lain in the recycle bin for its whole time is none of these.
 *
 * @param objectType whose quarantined records lose their text
 * @param schema the table; absent when there is none
 * @param history the table of versions; absent when there is none
 * @param goneAtMillis when HubSpot was asked for them
 */
public record RecordErasure(
        String objectType,
        Optional<TableSchema> schema,
        Optional<FactTable> history,
        List<Long> ids,
        long goneAtMillis) {
    /** How long HubSpot keeps an archived record (reference §9). */
    private static final Duration RECYCLE_BIN = Duration.ofDays(90);

    public RecordErasure {
        ids = List.copyOf(ids);
    }

    /** Rows that were archived at this time or earlier were purged, and keep their values. */
    public long purgedBeforeMillis() {
        return goneAtMillis - RECYCLE_BIN.toMillis();
    }
}
