package io.hubflow.engine.destination;

import java.util.List;

/**
 * What becomes visible together, or not at all. All lists may be empty; an empty commit does nothing.
 *
 * @param stages staged rows; after a successful commit each is empty and can be filled again. After a failure they keep
 *     their rows, so that the commit can be tried again
 */
public record Commit(
        List<TableStage> stages,
        List<QuarantinedRow> quarantined,
        List<ReferenceTable> references,
        List<Checkpoint> checkpoints,
        List<RunRecord> runs) {
    public Commit {
        stages = List.copyOf(stages);
        quarantined = List.copyOf(quarantined);
        references = List.copyOf(references);
        checkpoints = List.copyOf(checkpoints);
        runs = List.copyOf(runs);
    }
}
