package io.hubflow.service.status;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a verification said of one table.
 *
 * @param status {@code equal}, {@code repaired}, {@code different} or {@code failed}
 * @param at when it was compared
 * @param holdsFor every change that HubSpot had then was compared; absent when it failed
 * @param different rows that still differ
 * @param compared records whose values were compared one by one
 * @param fresh records that have changed since {@code holdsFor}, of which nothing is said
 * @param words what it found, in a sentence
 * @param findings some of the records that differ, each with the reason
 */
public record Proof(
        String objectType,
        String table,
        String status,
        Instant at,
        Optional<Instant> holdsFor,
        long rows,
        long different,
        long compared,
        long fresh,
        String words,
        List<String> findings) {
    public Proof {
        findings = List.copyOf(findings);
    }

    /** Whether the table is not what HubSpot has. */
    public boolean differs() {
        return status.equals("different");
    }

    /** Whether nobody could tell. */
    public boolean failed() {
        return status.equals("failed");
    }
}
