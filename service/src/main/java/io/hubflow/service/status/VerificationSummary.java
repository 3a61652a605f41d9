package io.hubflow.service.status;

import java.time.Instant;
import java.util.List;

/**
 * One recorded verification.
 *
 * @param status the worst of its proofs
 * @param proofs one for each table
 */
public record VerificationSummary(
        String verificationId, Instant startedAt, Instant finishedAt, String status, long calls, List<Proof> proofs) {
    public VerificationSummary {
        proofs = List.copyOf(proofs);
    }

    public long rows() {
        return proofs.stream().mapToLong(Proof::rows).sum();
    }

    public long different() {
        return proofs.stream().mapToLong(Proof::different).sum();
    }
}
