package io.hubflow.duckdb;

import io.hubflow.engine.destination.FactTable;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sets of facts waiting for a commit, in {@link SpoolBytes}. Each set has a number, which its rows carry. Not thread-safe.
 *
 * <p>The frames, after the length: a kind, then {@link #SET}: number, owner, time of reading; {@link #ROW}: number, values by
 * {@link RowCodec}; {@link #FORGET}: column's position, id, time of reading. What is written here is read in
 * {@link FactStaging}.
 */
final class FactSpool implements SpoolQueue.Spool {
    static final byte SET = 0;
    static final byte ROW = 1;
    static final byte FORGET = 2;

    private final FactTable table;
    private final SpoolBytes bytes;
    private long entries;
    private boolean onlyEmptySets = true;
    private boolean hasRows;

    FactSpool(Path database, FactTable table) {
        this.table = table;
        this.bytes = new SpoolBytes(database);
    }

    /** Appends a whole set; after a failure nothing of it is there. */
    void append(long number, long ownerId, long readAtMillis, List<@Nullable Object[]> rows) {
        var sink = bytes.mark();
        try {
            writeSet(sink, number, ownerId, readAtMillis);
            for (var row : rows) {
                writeRow(sink, number, ownerId, row);
            }
        } catch (RuntimeException failure) {
            bytes.drop();
            throw failure;
        }
        bytes.keep();
        entries += 1 + rows.size();
        onlyEmptySets &= rows.isEmpty();
        hasRows |= !rows.isEmpty();
    }

    /** Appends more rows of a set that this spool has. */
    void appendRows(long number, long ownerId, List<@Nullable Object[]> rows) {
        for (var row : rows) {
            writeRow(bytes.mark(), number, ownerId, row);
            bytes.keep();
        }
        entries += rows.size();
        onlyEmptySets &= rows.isEmpty();
        hasRows |= !rows.isEmpty();
    }

    void forget(String column, long id, long readAtMillis) {
        table.requireNamesRecords(column);
        var sink = bytes.mark();
        var start = begin(sink, FORGET, table.position(column));
        sink.putLong(id);
        sink.putLong(readAtMillis);
        end(sink, start);
        bytes.keep();
        entries++;
        onlyEmptySets = false;
    }

    /** Appends all of another spool of the table if that is small. */
    boolean takesOver(FactSpool other) {
        if (!other.bytes.isInMemory()) {
            return false;
        }
        bytes.append(other.bytes);
        entries += other.entries;
        onlyEmptySets &= other.onlyEmptySets;
        hasRows |= other.hasRows;
        return true;
    }

    /** Whether it neither brings a row nor forgets a record. */
    boolean hasOnlyEmptySets() {
        return onlyEmptySets;
    }

    boolean hasRows() {
        return hasRows;
    }

    SpoolCursor cursor() {
        return bytes.cursor();
    }

    @Override
    public long entries() {
        return entries;
    }

    @Override
    public long weight() {
        return bytes.size();
    }

    @Override
    public void close() {
        bytes.close();
    }

    private static void writeSet(ByteSink sink, long number, long ownerId, long readAtMillis) {
        var start = begin(sink, SET, number);
        sink.putLong(ownerId);
        sink.putLong(readAtMillis);
        end(sink, start);
    }

    private void writeRow(ByteSink sink, long number, long ownerId, @Nullable Object[] row) {
        table.requireRow(ownerId, row);
        var start = begin(sink, ROW, number);
        for (var i = 0; i < row.length; i++) {
            RowCodec.putValue(sink, table.columns().get(i), row[i]);
        }
        end(sink, start);
    }

    private static int begin(ByteSink sink, byte kind, long number) {
        var start = sink.size();
        sink.putInt(0);
        sink.putByte(kind);
        sink.putLong(number);
        return start;
    }

    private static void end(ByteSink sink, int start) {
        sink.setInt(start, sink.size() - start - Integer.BYTES);
    }
}
