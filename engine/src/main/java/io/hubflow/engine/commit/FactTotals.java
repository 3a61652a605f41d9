package io.hubflow.engine.commit;

import io.hubflow.engine.destination.CommitResult.FactResult;

/**
 * What became of the facts of one table so far.
 *
 * @param read rows that HubSpot sent, repeats included
 */
public record FactTotals(String table, long read, long inserted, long updated, long removed) {
    FactTotals reading(long more) {
        return new FactTotals(table, read + more, inserted, updated, removed);
    }

    FactTotals plus(FactResult result) {
        return new FactTotals(
                table, read, inserted + result.inserted(), updated + result.updated(), removed + result.removed());
    }
}
