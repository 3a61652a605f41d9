package io.hubflow.service.status;

import io.hubflow.service.portal.StoredStatus;
import java.util.List;

/**
 * The runs and verifications that a warehouse has recorded. Read once after each run, and not for each request: a day of
 * quarter hours is a thousand reports.
 *
 * @param runs newest first
 * @param verifications likewise
 */
public record Recorded(List<RunSummary> runs, List<VerificationSummary> verifications) {
    public static final Recorded NOTHING = new Recorded(List.of(), List.of());

    public Recorded {
        runs = List.copyOf(runs);
        verifications = List.copyOf(verifications);
    }

    public static Recorded of(StoredStatus stored) {
        return new Recorded(RunHistory.of(stored.runs(), false), VerificationHistory.of(stored.verifications()));
    }
}
