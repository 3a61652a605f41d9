package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.literal;

import io.hubflow.engine.destination.RunRecord;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Adds to the staged run records, which were uploaded before, what the merges of the same transaction did: so a run's last
 * commit tells its end too, and no second one has to.
 *
 * @param runs the records that came with this commit
 * @param rows what was staged, in the order of {@code written}
 */
record RunCounts(List<RunRecord> runs, List<StagedRows> rows, List<WrittenRows> written, List<WrittenFacts> facts) {
    /** The values of the columns that counts are added to, as SQL over the staged columns. */
    Map<String, String> byColumn() {
        return Map.of(
                "rows_written",
                sum(
                        BookkeepingTables.ROWS_WRITTEN,
                        w -> w.result().written(),
                        f -> f.result().changed()),
                "rows_unchanged",
                sum(
                        BookkeepingTables.ROWS_UNCHANGED,
                        w -> w.result().unchanged(),
                        f -> f.result().unchanged()));
    }

    private String sum(int column, ToLongFunction<WrittenRows> count, ToLongFunction<WrittenFacts> countFacts) {
        var cases = new StringBuilder();
        for (var run : runs) {
            long more = 0;
            for (int i = 0; i < rows.size(); i++) {
                if (rows.get(i).schema().objectType().equals(run.objectType())) {
                    more += count.applyAsLong(written.get(i));
                }
            }
            for (var table : facts) {
                if (table.result().table().equals(run.objectType())) {
                    more += countFacts.applyAsLong(table);
                }
            }
            if (more > 0) {
                cases.append(" WHEN s.C0 = ")
                        .append(literal(run.runId()))
                        .append(" AND s.C1 = ")
                        .append(literal(run.objectType()))
                        .append(" THEN s.C" + column + " + ")
                        .append(more);
            }
        }
        return cases.isEmpty() ? "s.C" + column : "CASE" + cases + " ELSE s.C" + column + " END";
    }
}
