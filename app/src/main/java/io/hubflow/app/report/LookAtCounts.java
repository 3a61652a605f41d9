package io.hubflow.app.report;

import io.hubflow.engine.report.ObjectReport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** What the report's counts of values and records mean, and the query that shows them; nothing for counts that are 0. */
final class LookAtCounts {
    private LookAtCounts() {}

    /** @param flags what has to follow {@code hubflow query '…'} to reach the same tables */
    static List<String> of(List<ObjectReport> objects, String flags) {
        var lines = new ArrayList<String>();
        explain(
                lines,
                objects,
                flags,
                ObjectReport::unparsedValues,
                "unparsed: the value does not fit its column, which is NULL; its text is in _unparsed.",
                "select _id, _unparsed from %s where _unparsed is not null limit 20");
        explain(
                lines,
                objects,
                flags,
                ObjectReport::roundedValues,
                "rounded: the column holds the nearest value that its type allows; _unparsed has the exact one.",
                "select _id, _unparsed from %s where _unparsed is not null limit 20");
        explain(
                lines,
                objects,
                flags,
                ObjectReport::quarantined,
                "quarantined: no row can be made of the record; it is kept whole.",
                "select * from _hubflow_quarantine limit 20");
        return lines;
    }

    private static void explain(
            List<String> lines,
            List<ObjectReport> objects,
            String flags,
            ToLongFunction<ObjectReport> count,
            String meaning,
            String sql) {
        objects.stream()
                .filter(object -> count.applyAsLong(object) > 0)
                .findFirst()
                .ifPresent(object -> {
                    lines.add(meaning);
                    lines.add("    hubflow query '" + sql.formatted(object.table()) + "'" + flags);
                });
    }
}
