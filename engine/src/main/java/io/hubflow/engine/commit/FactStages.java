package io.hubflow.engine.commit;

import io.hubflow.engine.destination.CommitResult;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactStage;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.FlushPolicy;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.fact.LinkEnd;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The facts of one object type on their way into their tables, a stage a table. Rows that left take the links that name them
 * with them. Not thread-safe: guarded by its {@link RowCommits}.
 */
final class FactStages implements AutoCloseable {
    private final Destination destination;
    private final List<LinkEnd> ends;
    private final Map<String, FactTotals> totals = new LinkedHashMap<>();
    private Map<String, FactStage> filling = new LinkedHashMap<>();

    FactStages(Destination destination, List<LinkEnd> ends) {
        this.destination = destination;
        this.ends = List.copyOf(ends);
    }

    void add(FactTable table, List<FactSet> sets) {
        if (sets.isEmpty()) {
            return;
        }
        if (sets.stream().anyMatch(set -> !set.rows().isEmpty())) {
            ends.stream()
                    .filter(end -> end.table().name().equals(table.name()))
                    .forEach(end -> end.begun().set(true));
        }
        var stage = stage(table);
        var rows = 0L;
        for (var set : sets) {
            stage.append(set);
            rows += set.rows().size();
        }
        var more = rows;
        totals.compute(table.name(), (name, before) -> orNone(name, before).reading(more));
    }

    /** Removes the links of records that are not live any more. */
    void forgetDeparted(List<Row> departed) {
        if (departed.isEmpty()) {
            return;
        }
        for (var end : ends) {
            if (end.begun().get() || destination.hasTable(end.table().name())) {
                departed.forEach(row ->
                        stage(end.table()).forget(end.column(), row.id(), end.departedMillis(row.readAtMillis())));
            }
        }
    }

    boolean isDue(FlushPolicy policy) {
        return filling.values().stream().anyMatch(stage -> stage.stagedBytes() >= policy.bytes() || stage.isFull());
    }

    /** Hands the filled stages over; they must be closed by the one who gets them. */
    List<FactStage> take() {
        var taken = List.copyOf(filling.values());
        filling = new LinkedHashMap<>();
        return taken;
    }

    void committed(CommitResult result) {
        for (var one : result.facts()) {
            totals.compute(one.table(), (name, before) -> orNone(name, before).plus(one));
        }
    }

    List<FactTotals> totals() {
        return List.copyOf(totals.values());
    }

    @Override
    public void close() {
        new ArrayList<>(filling.values()).forEach(FactStage::close);
        filling = new LinkedHashMap<>();
    }

    private FactStage stage(FactTable table) {
        return filling.computeIfAbsent(table.name(), name -> destination.openFacts(table));
    }

    private static FactTotals orNone(String table, @Nullable FactTotals before) {
        return before == null ? new FactTotals(table, 0, 0, 0, 0) : before;
    }
}
