package io.hubflow.service;

import io.hubflow.engine.destination.DestinationStatus;
import io.hubflow.engine.destination.RunRecord;
import java.util.List;

/**
 * What a warehouse has recorded of a portal.
 *
 * @param runs the newest ones, newest first
 */
public record StoredStatus(DestinationStatus status, List<RunRecord> runs) {
    public static final StoredStatus NOTHING = new StoredStatus(DestinationStatus.NOTHING, List.of());

    public StoredStatus {
        runs = List.copyOf(runs);
    }
}
