package io.hubflow.engine.destination;

import java.util.List;

/** What a commit did, a line for each stage, in the order given. */
public record CommitResult(List<TableResult> tables) {
    public CommitResult {
        tables = List.copyOf(tables);
    }

    /**
     * @param unchanged staged ids whose row already held the same content or a newer version
     */
    public record TableResult(String table, long inserted, long updated, long unchanged) {}
}
