package io.hubflow.duckdb;

import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.EncodedRows;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.RowEncoder;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.destination.TableStage;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Rows of one table on their way. No native code: rows are spooled as bytes, and only a commit hands them to DuckDB. */
final class DuckDbStage implements TableStage {
    private final TableSchema schema;
    private final Set<String> unread;
    private final DeleteMode deletes;
    private final RowEncoder encoder;
    private final SpoolQueue<RowSpool> spools;

    DuckDbStage(Path database, TableSchema schema, Set<String> unreadColumns, DeleteMode deletes) {
        this.schema = schema;
        this.unread = unreadColumns.stream().map(TableCatalog::key).collect(Collectors.toUnmodifiableSet());
        this.deletes = deletes;
        this.encoder = new DuckDbRows.Encoder(schema.columns(), deletes);
        this.spools = new SpoolQueue<>(() -> new RowSpool(database));
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    /** The columns that the rows say nothing about, by {@link TableCatalog#key}. */
    Set<String> unread() {
        return unread;
    }

    DeleteMode deletes() {
        return deletes;
    }

    @Override
    public void append(List<Row> rows) {
        append(encoder.encode(rows));
    }

    @Override
    public synchronized void append(EncodedRows rows) {
        spools.requireOpen(schema.table()).append((DuckDbRows) rows);
    }

    @Override
    public synchronized long stagedRows() {
        return spools.entries();
    }

    @Override
    public synchronized long stagedBytes() {
        return spools.weight();
    }

    @Override
    public synchronized boolean isFull() {
        return spools.entries()
                >= Blocks.mostRowsACommit(schema.columns().size() + TableEvolution.SYSTEM_COLUMNS.size());
    }

    @Override
    public synchronized void close() {
        spools.close();
    }

    synchronized List<RowSpool> take() {
        return spools.take();
    }

    synchronized void settle(SpoolQueue.Outcome outcome) {
        spools.settle(outcome);
    }
}
