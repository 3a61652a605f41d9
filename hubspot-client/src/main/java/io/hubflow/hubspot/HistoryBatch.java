package io.hubflow.hubspot;

import java.util.List;
import java.util.Map;

/**
 * Histories of some records.
 *
 * @param versionsById what HubSpot keeps of each record's properties, in HubSpot's order; empty for a record without any
 * @param missingIds records that HubSpot did not find
 */
public record HistoryBatch(Map<Long, List<PropertyVersion>> versionsById, List<Long> missingIds) {
    public HistoryBatch {
        versionsById = Map.copyOf(versionsById);
        missingIds = List.copyOf(missingIds);
    }
}
