package io.hubflow.service.portal;

import io.hubflow.engine.destination.DestinationStatus;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.engine.destination.VerificationRecord;
import java.util.List;

/**
 * What a warehouse has recorded of a portal.
 *
 * @param runs the newest ones, newest first
 * @param verifications likewise
 */
public record StoredStatus(DestinationStatus status, List<RunRecord> runs, List<VerificationRecord> verifications) {
    public static final StoredStatus NOTHING = new StoredStatus(DestinationStatus.NOTHING, List.of(), List.of());

    public StoredStatus {
        runs = List.copyOf(runs);
        verifications = List.copyOf(verifications);
    }
}
