package io.hubflow.nifi.put;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.schema.SchemaEvolution;
import io.hubflow.engine.typing.ContentHash;
import io.hubflow.nifi.record.RowReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One table's part of a transaction: the schema that holds the existing table and every FlowFile's columns, and rows brought
 * into that schema. FlowFiles of one table may differ in their columns, because properties come and go between runs.
 */
final class TableLoad {
    /** Rows handed over at once; a stage takes a lock for each list. */
    private static final int BATCH_ROWS = 1_000;

    private final TableSchema schema;

    private TableLoad(TableSchema schema) {
        this.schema = schema;
    }

    /** @param sources the schemas of the FlowFiles, all of one table */
    static TableLoad of(Optional<TableSchema> existing, List<TableSchema> sources) {
        var merged = existing;
        for (var source : sources) {
            var wanted = source.columns().stream()
                    .map(column -> new SchemaEvolution.Wanted(column.name(), column.type()))
                    .toList();
            merged = Optional.of(SchemaEvolution.plan(merged, source.table(), source.objectType(), wanted, Map.of())
                    .schema());
        }
        return new TableLoad(merged.orElseThrow());
    }

    TableSchema schema() {
        return schema;
    }

    /** Columns of the table that rows of this schema say nothing about. */
    Set<String> unreadBy(TableSchema source) {
        var read = new TreeSet<String>(String.CASE_INSENSITIVE_ORDER);
        source.columns().forEach(column -> read.add(column.name()));
        return schema.columns().stream()
                .map(Column::name)
                .filter(name -> !read.contains(name))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Reads all rows of one FlowFile into the stage's schema; returns how many. */
    long load(RowReader reader, TableSchema source, Consumer<List<Row>> stage) throws IOException {
        var fit = RowFit.between(source.columns(), schema.columns(), ContentHash.unread(unreadBy(source)));
        var batch = new ArrayList<Row>(BATCH_ROWS);
        var rows = 0L;
        for (@Nullable Row row = reader.next(); row != null; row = reader.next()) {
            batch.add(fit.apply(row));
            rows++;
            if (batch.size() == BATCH_ROWS) {
                stage.accept(List.copyOf(batch));
                batch.clear();
            }
        }
        if (!batch.isEmpty()) {
            stage.accept(List.copyOf(batch));
        }
        return rows;
    }
}
