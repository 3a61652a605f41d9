package io.hubflow.engine.verify;

import io.hubflow.engine.absence.DepartedRecords;
import io.hubflow.engine.load.ObjectLoad;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.Slice;
import io.hubflow.engine.report.SyncListener.Phase;
import io.hubflow.engine.verify.Finding.Kind;
import io.hubflow.hubspot.HubSpotClient;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads again the records whose rows differ, and lets them take the way of every reading into the table. What HubSpot does not
 * have any more is marked or removed as after a sync; a row that it never had is removed.
 *
 * <p>First the rows lose their version and their hash in a transaction of their own. A kill after it leaves rows that the next
 * verification finds again.
 */
public final class RecordRepair {
    private final VerifiedTable table;

    public RecordRepair(VerifiedTable table) {
        this.table = table;
    }

    /** @param neverWritten ids of rows that hubflow never wrote and HubSpot does not have */
    public void run(List<Finding> findings, Set<Long> neverWritten) {
        var ids = findings.stream()
                .filter(finding -> finding.kind() != Kind.UNEXPLAINED)
                .map(Finding::id)
                .distinct()
                .toList();
        if (ids.isEmpty()) {
            return;
        }
        table.load().begin(Phase.REPAIR, OptionalLong.of(ids.size()));
        table.stored().distrust(table.type().table(), ids);
        var read = new HashSet<Long>();
        for (var from = 0; from < ids.size(); from += HubSpotClient.MAX_BATCH) {
            var some = ids.subList(from, Math.min(ids.size(), from + HubSpotClient.MAX_BATCH));
            table.reader().read(new Slice.Ids(table.type().name(), some), batch -> {
                batch.rows().forEach(row -> read.add(row.id()));
                table.load().keep(batch, ObjectLoad.Progress.NONE);
                return IdRange.END;
            });
        }
        var invented = ids.stream()
                .filter(id -> !read.contains(id) && neverWritten.contains(id))
                .toList();
        var absent = ids.stream()
                .filter(id -> !read.contains(id) && !neverWritten.contains(id))
                .toList();
        table.stored().remove(table.type().table(), invented);
        new DepartedRecords(table.load()).settle(absent, table.reads());
        table.load().commits().flush();
    }
}
