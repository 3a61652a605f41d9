package io.hubflow.engine.load;

import io.hubflow.engine.range.IdRange;
import java.util.List;
import java.util.function.LongConsumer;

/** Tells records that the table lacks from those that it has, so that only the former are read. Thread-safe. */
public final class PresentRows {
    private final TableRows rows;
    private final LongConsumer met;

    /** @param met hears of each record that the table has and that a search has shown */
    public PresentRows(TableRows rows, LongConsumer met) {
        this.rows = rows;
        this.met = met;
    }

    /** Those of the ids that no live row of the table has. */
    public List<Long> lacking(List<Long> ids) {
        if (ids.isEmpty()) {
            return ids;
        }
        var lowest = ids.stream().mapToLong(Long::longValue).min().orElseThrow();
        var highest = ids.stream().mapToLong(Long::longValue).max().orElseThrow();
        var present = rows.ids(new IdRange(lowest, highest + 1));
        present.stream().filter(ids::contains).forEach(met::accept);
        return ids.stream().filter(id -> !present.contains(id)).toList();
    }
}
