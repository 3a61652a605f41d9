package io.hubflow.engine;

import io.hubflow.engine.checkpoint.FactProgress;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.commit.FactTotals;
import io.hubflow.engine.report.FactReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Makes the lines about tables of facts out of an object type's state and what was committed. */
final class FactReports {
    private FactReports() {}

    /** A line for each table that the object type owns, then for others that got something. */
    static List<FactReport> of(ObjectState state, List<FactTotals> totals, long nowMillis) {
        var byTable = new LinkedHashMap<String, FactTotals>();
        state.factTables().forEach(one -> byTable.put(one.table(), new FactTotals(one.table(), 0, 0, 0, 0)));
        totals.forEach(one -> byTable.put(one.table(), one));
        var reports = new ArrayList<FactReport>();
        byTable.forEach((table, total) -> reports.add(new FactReport(
                table,
                total.read(),
                total.inserted(),
                total.updated(),
                total.removed(),
                state.factTable(table).flatMap(progress -> age(progress, state, nowMillis)))));
        return reports;
    }

    /**
     * Facts come with their records: a refresh that came to its end has read all of them since it began. While a first load is
     * under way, records are missing, and their facts with them.
     */
    private static Optional<Duration> age(FactProgress progress, ObjectState state, long nowMillis) {
        if (!progress.isWhole() || state.snapshot() != null) {
            return Optional.empty();
        }
        var since = Math.max(progress.sinceMillis(), state.refresh().wholeSinceMillis());
        return Optional.of(Duration.ofMillis(Math.max(0, nowMillis - since)));
    }
}
