package io.hubflow.engine.destination;

import java.util.List;

/** What a commit did, a line for each stage and for each stage of facts, in the order given. */
public record CommitResult(List<TableResult> tables, List<FactResult> facts) {
    /** Of a commit without facts. */
    public CommitResult(List<TableResult> tables) {
        this(tables, List.of());
    }

    public CommitResult {
        tables = List.copyOf(tables);
        facts = List.copyOf(facts);
    }

    /** That of a commit which changed nothing. */
    public static CommitResult ofNothing(Commit commit) {
        return new CommitResult(
                commit.stages().stream()
                        .map(stage -> new TableResult(stage.schema().table(), 0, 0, 0))
                        .toList(),
                commit.factStages().stream()
                        .map(stage -> FactResult.none(stage.table().name()))
                        .toList());
    }

    /**
     * @param updated rows that got other values or marks
     * @param unchanged staged ids whose row already held the same content or a newer version
     * @param removed rows taken out of the table, see {@link DeleteMode#HARD}
     */
    public record TableResult(String table, long inserted, long updated, long unchanged, long removed) {
        /** Nothing was removed. */
        public TableResult(String table, long inserted, long updated, long unchanged) {
            this(table, inserted, updated, unchanged, 0);
        }

        /** Rows of the table that are no longer what they were. */
        public long written() {
            return inserted + updated + removed;
        }
    }

    /**
     * @param inserted staged rows that were not there
     * @param updated staged rows that replaced other values
     * @param removed rows of the table that a set left out or that named a record to forget
     * @param unchanged staged rows that changed nothing: they were there already, or a newer reading overtook them
     */
    public record FactResult(String table, long inserted, long updated, long removed, long unchanged) {
        public static FactResult none(String table) {
            return new FactResult(table, 0, 0, 0, 0);
        }

        public long changed() {
            return inserted + updated + removed;
        }
    }
}
