package io.hubflow.engine.destination;

import java.time.Instant;
import java.util.Optional;

/**
 * One row of {@code _hubflow_verifications}: what a verification said of one table.
 *
 * @param status {@code equal}, {@code repaired}, {@code different} or {@code failed}
 * @param holdsFor the moment up to which it compared; absent when it failed
 * @param tableRows rows of the table
 * @param different records, or owners of links, that still differ
 * @param evidence ids and reasons by kind, or the error, as JSON; {@code {}} when it is too long to be read at a glance
 */
public record VerificationRecord(
        String verificationId,
        String objectType,
        String table,
        String status,
        Instant startedAt,
        Instant finishedAt,
        Optional<Instant> holdsFor,
        long tableRows,
        long different,
        long repaired,
        long fresh,
        long compared,
        long calls,
        String evidence) {
    /** A few hundred findings; a page that shows more helps nobody. */
    public static final int MOST_EVIDENCE_CHARACTERS = 20_000;
}
