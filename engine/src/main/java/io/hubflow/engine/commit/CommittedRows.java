package io.hubflow.engine.commit;

import io.hubflow.engine.destination.CommitResult;

/**
 * What one commit did to the rows of an object type.
 *
 * @param updated rows updated or removed
 * @param unchanged rows that the table already held; of tombstones none counts, because what a survivor tells of the records
 *     that were merged into it is told in every run
 * @param buried rows that tombstones have marked or removed
 */
record CommittedRows(long inserted, long updated, long unchanged, long buried) {
    /** @param tombstones the place of the stage of tombstones among the commit's stages; negative when there was none */
    static CommittedRows of(CommitResult result, int tombstones) {
        var inserted = 0L;
        var updated = 0L;
        var unchanged = 0L;
        var buried = 0L;
        for (var i = 0; i < result.tables().size(); i++) {
            var table = result.tables().get(i);
            inserted += table.inserted();
            updated += table.updated() + table.removed();
            buried += i == tombstones ? table.written() : 0;
            unchanged += i == tombstones ? 0 : table.unchanged();
        }
        return new CommittedRows(inserted, updated, unchanged, buried);
    }

    /** Of a commit that happened and whose counts are not known: all staged rows count as updated. */
    static CommittedRows uncounted(long staged) {
        return new CommittedRows(0, staged, 0, 0);
    }
}
