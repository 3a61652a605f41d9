package io.hubflow.engine.destination;

import java.time.Instant;
import java.util.Optional;

/**
 * One object type's line of {@code _hubflow_runs}; written again with each commit of the run, keyed by run and object type.
 *
 * @param finishedAt absent while it is under way, and for one that was killed: nobody knows when
 * @param status the word of {@link io.hubflow.engine.RunStatus}
 * @param rowsWritten by earlier commits of the run; the destination adds what the commit that carries the record writes, so
 *     that the last commit of a run can also tell how it ended
 * @param rowsUnchanged likewise
 * @param report the object's part of the run report, JSON
 */
public record RunRecord(
        String runId,
        String objectType,
        Instant startedAt,
        Optional<Instant> finishedAt,
        String status,
        long rowsRead,
        long rowsWritten,
        long rowsUnchanged,
        String report) {

    /** This record with what a commit did to the object type. */
    public RunRecord after(long written, long unchanged) {
        return new RunRecord(
                runId,
                objectType,
                startedAt,
                finishedAt,
                status,
                rowsRead,
                rowsWritten + written,
                rowsUnchanged + unchanged,
                report);
    }

    /**
     * A record counts the rows of its object type, or the facts of the table whose name it has.
     *
     * @param result has a line for each of the commit's stages, in their order
     */
    public RunRecord after(Commit commit, CommitResult result) {
        var after = this;
        for (var i = 0; i < commit.stages().size(); i++) {
            if (commit.stages().get(i).schema().objectType().equals(objectType)) {
                var table = result.tables().get(i);
                after = after.after(table.written(), table.unchanged());
            }
        }
        for (var facts : result.facts()) {
            if (facts.table().equals(objectType)) {
                after = after.after(facts.changed(), facts.unchanged());
            }
        }
        return after;
    }
}
