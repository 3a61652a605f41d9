package io.hubflow.engine;

import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.destination.TableStage;
import io.hubflow.engine.destination.UnparsedValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows on their way into a table in memory, and what each of them makes of the row that is there. */
final class MemoryStage implements TableStage {
    private final TableSchema schema;
    private final Set<String> unread;
    private final DeleteMode deletes;
    private final List<Row> rows = new ArrayList<>();

    MemoryStage(TableSchema schema, Set<String> unread, DeleteMode deletes) {
        this.schema = schema;
        this.unread = unread;
        this.deletes = deletes;
    }

    /** What the table holds afterwards; the old row itself when nothing changes. */
    @Nullable
    MemoryRow merged(Row row, @Nullable MemoryRow old) {
        if (row.isTombstone() || (row.archived() && deletes == DeleteMode.HARD)) {
            return departed(row, old);
        }
        if (old == null) {
            return new MemoryRow(row, schema, null);
        }
        var tombstone = old.tombstone();
        if (MemoryTable.VERSION.compare(row, old.row()) <= 0
                || (tombstone == null && row.contentHash() == old.row().contentHash())) {
            return old;
        }
        var cleared = tombstone == null || row.versionMicros() > tombstone.versionMicros();
        return new MemoryRow(combined(row, old), schema, cleared ? null : tombstone);
    }

    private @Nullable MemoryRow departed(Row row, @Nullable MemoryRow old) {
        if (old == null) {
            return deletes == DeleteMode.HARD ? null : new MemoryRow(ofIdAlone(row), schema, row);
        }
        var newest = old.tombstone() == null ? old.row() : old.tombstone();
        if (row.versionMicros() < newest.versionMicros()) {
            return old;
        }
        if (deletes == DeleteMode.HARD) {
            return null;
        }
        return old.tombstone() != null && old.tombstone().contentHash() == row.contentHash()
                ? old
                : new MemoryRow(old.row(), old.schema(), row);
    }

    private Row ofIdAlone(Row tombstone) {
        var none = new @Nullable Object[schema.columns().size()];
        return new Row(
                tombstone.id(),
                Row.NO_TIME,
                Row.NO_TIME,
                false,
                Row.NO_TIME,
                tombstone.readAtMillis(),
                tombstone.contentHash(),
                null,
                none);
    }

    /** The row with the stored values of the columns that were not read. */
    private Row combined(Row row, MemoryRow old) {
        var values = new @Nullable Object[row.valueCount()];
        for (var i = 0; i < values.length; i++) {
            var column = schema.columns().get(i).name();
            values[i] = unread.contains(column) ? old.value(column) : row.value(i);
        }
        var unparsed = UnparsedValues.merge(row.unparsedJson(), old.row().unparsedJson(), schema.columns(), unread);
        return row.withContent(row.contentHash(), unparsed, values);
    }

    /** Whether rows of departed records stay, with a mark. */
    boolean marksDepartures() {
        return deletes != DeleteMode.HARD;
    }

    List<Row> rows() {
        synchronized (rows) {
            return List.copyOf(rows);
        }
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public void append(List<Row> more) {
        synchronized (rows) {
            rows.addAll(more);
        }
    }

    @Override
    public long stagedRows() {
        synchronized (rows) {
            return rows.size();
        }
    }

    @Override
    public long stagedBytes() {
        return stagedRows() * 100;
    }

    @Override
    public void close() {
        synchronized (rows) {
            rows.clear();
        }
    }
}
