package io.hubflow.engine.destination;

import java.util.List;

/**
 * What becomes visible together, or not at all. All lists may be empty; an empty commit does nothing.
 *
 * @param stages staged rows; after a successful commit each is empty and can be filled again. After a failure they keep
 *     their rows, so that the commit can be tried again
 * @param factStages staged sets of facts, as the stages
 * @param mayWait whether a destination may keep it outside the warehouse for a while when it holds nothing but checkpoints and
 *     runs, see {@link Destination#commit}; false when others, such as the nodes of a cluster, must see it at once
 */
public record Commit(
        List<TableStage> stages,
        List<QuarantinedRow> quarantined,
        List<ReferenceTable> references,
        List<Checkpoint> checkpoints,
        List<RunRecord> runs,
        List<FactStage> factStages,
        boolean mayWait) {
    /** One without facts. */
    public Commit(
            List<TableStage> stages,
            List<QuarantinedRow> quarantined,
            List<ReferenceTable> references,
            List<Checkpoint> checkpoints,
            List<RunRecord> runs,
            boolean mayWait) {
        this(stages, quarantined, references, checkpoints, runs, List.of(), mayWait);
    }

    /** One without facts that may wait. */
    public Commit(
            List<TableStage> stages,
            List<QuarantinedRow> quarantined,
            List<ReferenceTable> references,
            List<Checkpoint> checkpoints,
            List<RunRecord> runs) {
        this(stages, quarantined, references, checkpoints, runs, true);
    }

    /** Checkpoints alone, for everybody to see at once. */
    public static Commit ofCheckpoints(List<Checkpoint> checkpoints) {
        return new Commit(List.of(), List.of(), List.of(), checkpoints, List.of(), false);
    }

    public Commit {
        stages = List.copyOf(stages);
        quarantined = List.copyOf(quarantined);
        references = List.copyOf(references);
        checkpoints = List.copyOf(checkpoints);
        runs = List.copyOf(runs);
        factStages = List.copyOf(factStages);
    }

    /** The same rows and state with sets of facts. */
    public Commit withFacts(List<FactStage> facts) {
        return new Commit(stages, quarantined, references, checkpoints, runs, facts, mayWait);
    }

    /** Whether it has something for the tables: more than checkpoints and runs. */
    public boolean writesData() {
        return !quarantined.isEmpty()
                || !references.isEmpty()
                || stages.stream().anyMatch(stage -> stage.stagedRows() > 0)
                || factStages.stream().anyMatch(stage -> stage.stagedEntries() > 0);
    }

    public boolean isEmpty() {
        return checkpoints.isEmpty() && runs.isEmpty() && !writesData();
    }
}
