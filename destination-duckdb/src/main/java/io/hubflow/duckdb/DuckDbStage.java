package io.hubflow.duckdb;

import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.destination.TableStage;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rows of one table on their way. No native code: rows are spooled as bytes, and only a commit hands them to DuckDB.
 *
 * <p>A commit takes the rows that are there when it begins; rows appended while it runs wait for the next one. Rows of a
 * commit in flight are not counted as staged; if it fails they come back.
 */
final class DuckDbStage implements TableStage {
    private final Path database;
    private final TableSchema schema;
    private final Set<String> unread;
    private final List<RowSpool> waiting = new ArrayList<>();
    private RowSpool open;
    private boolean inFlight;
    private boolean closed;

    DuckDbStage(Path database, TableSchema schema, Set<String> unreadColumns) {
        this.database = database;
        this.schema = schema;
        this.unread = unreadColumns.stream().map(TableCatalog::key).collect(Collectors.toUnmodifiableSet());
        this.open = new RowSpool(database, schema.columns());
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    /** The columns that the rows say nothing about, by {@link TableCatalog#key}. */
    Set<String> unread() {
        return unread;
    }

    @Override
    public synchronized void append(List<Row> rows) {
        if (closed) {
            throw new ConnectorException(
                    ErrorCode.BUG, "The stage of " + schema.table() + " was used after it was closed.", "", "");
        }
        for (var row : rows) {
            open.append(row);
        }
    }

    @Override
    public synchronized long stagedRows() {
        return open.rows()
                + (inFlight ? 0 : waiting.stream().mapToLong(RowSpool::rows).sum());
    }

    @Override
    public synchronized long stagedBytes() {
        return open.weight()
                + (inFlight ? 0 : waiting.stream().mapToLong(RowSpool::weight).sum());
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (!inFlight) {
            dropWaiting();
        }
        open.close();
        open = new RowSpool(database, schema.columns());
    }

    /** Takes what is staged, oldest first, until {@link #settle}. */
    synchronized List<RowSpool> take() {
        if (open.rows() > 0) {
            waiting.add(open);
            open = new RowSpool(database, schema.columns());
        }
        inFlight = true;
        return List.copyOf(waiting);
    }

    /** Ends the taking: the rows are in the table, or they wait again. */
    synchronized void settle(Outcome outcome) {
        inFlight = false;
        if (outcome == Outcome.COMMITTED || closed) {
            dropWaiting();
        }
    }

    private void dropWaiting() {
        waiting.forEach(RowSpool::close);
        waiting.clear();
    }

    enum Outcome {
        COMMITTED,
        FAILED
    }
}
