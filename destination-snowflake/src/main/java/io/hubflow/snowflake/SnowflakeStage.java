package io.hubflow.snowflake;

import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.destination.TableStage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one table in the spool: the records with their values, and apart from them the departures, which are merged
 * after them. Thread-safe: every method holds the stage's lock. Rows that are appended while a commit runs belong to the
 * next one.
 */
final class SnowflakeStage implements TableStage {
    private final TableSchema schema;
    private final Spool spool;
    private final int number;
    private final RowEncoder encoder;
    private final DeleteMode deletes;
    private final @Nullable RowDigests known;
    private final SpooledLines records;
    private final SpooledLines departures;
    private boolean closed;

    SnowflakeStage(TableSchema schema, Spool spool, int number) {
        this(schema, Set.of(), DeleteMode.SOFT, spool, number, null);
    }

    /** @param known the rows that need not be sent, null when nothing is known of the table */
    SnowflakeStage(
            TableSchema schema,
            Set<String> unreadColumns,
            DeleteMode deletes,
            Spool spool,
            int number,
            @Nullable RowDigests known) {
        this.known = known;
        this.schema = schema;
        this.spool = spool;
        this.number = number;
        this.deletes = deletes;
        this.encoder = new RowEncoder(schema);
        var unread = unreadColumns.stream().map(WarehouseTable::key).collect(Collectors.toUnmodifiableSet());
        this.records = new SpooledLines(schema, unread, StagedRows.Kind.RECORDS, deletes, spool, number);
        this.departures = new SpooledLines(schema, Set.of(), StagedRows.Kind.DEPARTURES, deletes, spool, number);
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    /** Tells it from the other stages of its destination. */
    int number() {
        return number;
    }

    @Override
    public synchronized void append(List<Row> rows) {
        requireOpen();
        if (hasLines()) {
            spool.requireRoom();
        }
        records.begin();
        departures.begin();
        for (var row : rows) {
            if (row.isTombstone() || (row.archived() && deletes == DeleteMode.HARD)) {
                addDeparture(row);
            } else {
                addRecord(row);
            }
        }
        records.write();
        departures.write();
    }

    private void addRecord(Row row) {
        var lines = records.lines();
        int before = lines.length();
        encoder.encode(row, lines);
        if (known != null && known.isNeedlessElseForget(row)) {
            lines.cutTo(before);
            records.unchanged(row);
        } else {
            records.added(row);
        }
    }

    private void addDeparture(Row row) {
        var needless = known != null
                && (deletes == DeleteMode.HARD ? known.isRemovedElseForget(row) : known.isNeedlessElseForget(row));
        if (needless) {
            departures.unchanged(row);
        } else {
            RowEncoder.encodeDeparture(row, departures.lines());
            departures.added(row);
        }
    }

    @Override
    public synchronized boolean isFull() {
        return spool.isCrowdedBy(records.compressedBytes() + departures.compressedBytes());
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Whether anything has to be sent: false also when all rows are known to be in the table. */
    synchronized boolean hasLines() {
        return records.hasLines() || departures.hasLines();
    }

    /**
     * Ends a commit that had nothing to send. If rows to send were appended since, all that is staged waits for the next commit.
     *
     * @return different ids that were staged and are known to be in the table as they are
     */
    synchronized long dropUnchanged() {
        long ids = unsentIds();
        if (!hasLines()) {
            records.forget();
            departures.forget();
        }
        return ids;
    }

    /** Different ids that are staged and need not be sent, where none has to be. */
    synchronized long unsentIds() {
        return hasLines() ? 0 : records.ids() + departures.ids();
    }

    @Override
    public synchronized long stagedRows() {
        return records.rows() + departures.rows();
    }

    @Override
    public synchronized long stagedBytes() {
        return records.plainBytes() + departures.plainBytes();
    }

    /**
     * Hands everything staged to a commit, its files moved into {@code target} under the next of the names.
     * {@link #committed} or {@link #giveBack} ends the commit.
     *
     * @return the records, then the departures; kinds of which nothing was staged are left out
     */
    synchronized List<StagedRows> take(Path target, StagedFiles.Names names) {
        requireOpen();
        var taken = new ArrayList<StagedRows>();
        for (var lines : List.of(records, departures)) {
            if (lines.ids() > 0) {
                taken.add(lines.take(target, names.next()));
            }
        }
        return taken;
    }

    /** After a commit that wrote what was taken. */
    synchronized void committed() {
        records.committed();
        departures.committed();
    }

    /** After a commit that failed: its rows come before those that were appended since. */
    synchronized void giveBack() {
        records.giveBack();
        departures.giveBack();
    }

    private void requireOpen() {
        var broken = records.isBroken() || departures.isBroken();
        if (closed || broken) {
            throw new IllegalStateException(
                    "stage of " + schema.table() + (closed ? " is closed" : " is incomplete after an earlier failure"));
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            records.close();
            departures.close();
        }
    }
}
