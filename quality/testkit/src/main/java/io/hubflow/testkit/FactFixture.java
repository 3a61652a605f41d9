package io.hubflow.testkit;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.CommitResult.FactResult;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactStage;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.FactTable.Keep;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tables of facts and short words for their sets; times are milliseconds after {@link RowMaker#EPOCH}. */
abstract class FactFixture extends ContractFixture {
    static final FactTable LINKS = new FactTable(
            "contacts_companies",
            List.of(
                    new Column("from_id", ColumnType.BIGINT),
                    new Column("to_id", ColumnType.BIGINT),
                    new Column("type_id", ColumnType.BIGINT),
                    new Column("label", ColumnType.VARCHAR)),
            List.of("from_id", "to_id", "type_id"),
            "from_id",
            Keep.CURRENT);

    /** A set of links, each {@code to:label}. */
    static FactSet links(long from, long readAt, String... links) {
        var rows = new ArrayList<@Nullable Object[]>();
        for (var link : links) {
            var colon = link.indexOf(':');
            rows.add(new @Nullable Object[] {from, Long.valueOf(link.substring(0, colon)), 1L, link.substring(colon + 1)
            });
        }
        return new FactSet(from, RowMaker.EPOCH + readAt, rows);
    }

    /** Stages and commits, without a checkpoint. */
    final FactResult facts(FactTable table, Consumer<FactStage> filling) {
        try (var stage = destination().openFacts(table)) {
            filling.accept(stage);
            return destination().commit(factsOf(stage)).facts().getFirst();
        }
    }

    final FactResult facts(FactTable table, FactSet... sets) {
        return facts(table, stage -> List.of(sets).forEach(stage::append));
    }

    /** Forgets a record and commits. */
    final FactResult forget(FactTable table, String column, long id, long readAt) {
        return facts(table, stage -> stage.forget(column, id, RowMaker.EPOCH + readAt));
    }

    static Commit factsOf(FactStage... stages) {
        return new Commit(List.of(), List.of(), List.of(), List.of(), List.of()).withFacts(List.of(stages));
    }

    static FactResult result(FactTable table, long inserted, long updated, long removed, long unchanged) {
        return new FactResult(table.name(), inserted, updated, removed, unchanged);
    }

    /** The links of the table as {@code from-to:label}, sorted. */
    final List<String> links() {
        return place().read(LINKS.name()).stream()
                .map(row -> row.get("from_id") + "-" + row.get("to_id") + ":" + row.get("label"))
                .sorted()
                .collect(Collectors.toList());
    }
}
