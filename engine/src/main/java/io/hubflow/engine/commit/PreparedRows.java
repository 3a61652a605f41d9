package io.hubflow.engine.commit;

import io.hubflow.engine.destination.EncodedRows;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.RowEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/**
 * Rows in the form in which they wait for their facts and are staged.
 *
 * @param parts the rows by the stage that takes them
 * @param departed those of records that have left
 * @param count how many there are
 * @param read how many of them are no tombstones
 */
record PreparedRows(List<Part> parts, List<Row> departed, int count, int read) {
    static final PreparedRows NONE = new PreparedRows(List.of(), List.of(), 0, 0);

    /** Rows that lack the same columns. */
    record Part(Lacking lacking, EncodedRows rows) {}

    /**
     * What rows say nothing about.
     *
     * @param all true for tombstones, which say nothing about any column
     * @param columns where only some are missing; nearly always empty
     */
    record Lacking(boolean all, Set<String> columns) {
        static final Lacking NOTHING = new Lacking(false, Set.of());
        static final Lacking EVERYTHING = new Lacking(true, Set.of());
    }

    static PreparedRows of(List<Row> rows, RowEncoder encoder) {
        if (rows.isEmpty()) {
            return NONE;
        }
        var byLacking = new LinkedHashMap<Lacking, List<Row>>();
        var departed = new ArrayList<Row>();
        var tombstones = 0;
        for (var row : rows) {
            byLacking.computeIfAbsent(lacking(row), some -> new ArrayList<>()).add(row);
            if (row.isDeparted()) {
                departed.add(row);
            }
            if (row.isTombstone()) {
                tombstones++;
            }
        }
        var parts = new ArrayList<Part>();
        byLacking.forEach((lacking, some) -> parts.add(new Part(lacking, encoder.encode(some))));
        return new PreparedRows(parts, departed, rows.size(), rows.size() - tombstones);
    }

    private static Lacking lacking(Row row) {
        if (row.isTombstone()) {
            return Lacking.EVERYTHING;
        }
        return row.hiddenColumns().isEmpty() ? Lacking.NOTHING : new Lacking(false, row.hiddenColumns());
    }
}
