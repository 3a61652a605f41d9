package io.hubflow.engine.report;

import java.time.Duration;
import java.util.Optional;

/**
 * What became of one table of facts (links of a pair, histories) in a run.
 *
 * @param read rows that HubSpot sent, repeats included
 * @param greatestAge no row of the table is from a reading that is older; absent while not all records' facts are loaded
 */
public record FactReport(
        String table, long read, long inserted, long updated, long removed, Optional<Duration> greatestAge) {
    /** Both reports of one table, of which the object type at one end wrote a part, and that at the other the rest. */
    public FactReport plus(FactReport other) {
        return new FactReport(
                table,
                read + other.read,
                inserted + other.inserted,
                updated + other.updated,
                removed + other.removed,
                greatestAge.or(other::greatestAge));
    }
}
