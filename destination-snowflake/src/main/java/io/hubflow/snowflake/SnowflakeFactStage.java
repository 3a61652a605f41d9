package io.hubflow.snowflake;

import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactSetWriter;
import io.hubflow.engine.destination.FactStage;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.FactTable.Keep;
import io.hubflow.snowflake.SetDigests.Verdict;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sets of facts of one table in the spool. A set that the table is known to hold already is not sent. Thread-safe: every method
 * holds the stage's lock; sets that are appended while a commit runs belong to the next one.
 */
final class SnowflakeFactStage implements FactStage {
    /** A set that is larger than this waits in a file of its own until it is complete. */
    private static final int SET_BYTES = 1 << 20;

    private final FactTable table;
    private final Spool spool;
    private final PartWriter writer;
    private final FactLines encoder;
    private final JsonLine lines = new JsonLine();
    private final @Nullable SetDigests known;
    private final KnownDepartures departed;
    private StagedFacts staged;
    private @Nullable StagedFacts inCommit;
    private long lastNumber;
    private boolean closed;

    /**
     * @param known the sets that need not be sent, null when nothing is known of the table
     * @param departed the records that need not be forgotten
     */
    SnowflakeFactStage(FactTable table, Spool spool, int stage, @Nullable SetDigests known, KnownDepartures departed) {
        this.table = table;
        this.spool = spool;
        this.writer = new PartWriter(spool, stage, "");
        this.encoder = new FactLines(table);
        this.known = known;
        this.departed = departed;
        this.staged = new StagedFacts(table);
    }

    @Override
    public FactTable table() {
        return table;
    }

    @Override
    public synchronized void append(FactSet set) {
        requireOpen();
        set.rows().forEach(row -> table.requireRow(set.ownerId(), row));
        lines.clear();
        var number = ++lastNumber;
        var hash = 0L;
        for (var row : set.rows()) {
            hash += encoder.row(lines, number, row);
        }
        if (isSent(set.ownerId(), hash, set.readAtMillis())) {
            FactLines.set(lines, number, set.ownerId(), set.readAtMillis(), hash);
            set.rows().forEach(row -> departed.sent(table, row));
            write(lines);
            staged.sent(set.ownerId(), hash, set.readAtMillis(), set.rows().size());
        }
        staged.count(set.rows().size());
    }

    @Override
    public synchronized FactSetWriter open(long ownerId, long readAtMillis) {
        requireOpen();
        return new Writer(++lastNumber, ownerId, readAtMillis);
    }

    @Override
    public synchronized void forget(String column, long id, long readAtMillis) {
        requireOpen();
        table.requireNamesRecords(column);
        if (!departed.holds(column, id)) {
            lines.clear();
            FactLines.forget(lines, column, id, readAtMillis);
            write(lines);
            staged.forgotten(column, readAtMillis);
        }
    }

    /** In a table that keeps every row, an older set may still bring some that a newer one had lost. */
    private boolean isSent(long ownerId, long hash, long readAtMillis) {
        if (known == null) {
            return true;
        }
        var verdict = known.judge(ownerId, hash, readAtMillis);
        return verdict == Verdict.SEND || verdict == Verdict.OVERTAKEN && table.keep() == Keep.EVERY;
    }

    private void write(JsonLine what) {
        if (hasLines()) {
            spool.requireRoom();
        }
        writer.write(what, staged.parts());
    }

    @Override
    public synchronized boolean isFull() {
        return spool.isCrowdedBy(staged.parts().compressedBytes() + writer.openBytes());
    }

    /** Whether anything has to be sent. */
    synchronized boolean hasLines() {
        return writer.hasOpenFile() || !staged.parts().isEmpty();
    }

    /**
     * Ends a commit that had nothing to send. If something to send was appended since, all that is staged waits for the next.
     *
     * @return rows that were staged and are known to change nothing
     */
    synchronized long dropUnchanged() {
        if (hasLines()) {
            return 0;
        }
        long rows = staged.rows();
        staged = new StagedFacts(table);
        return rows;
    }

    /** Whether a set that is not empty has to be sent. */
    synchronized boolean sendsRows() {
        return staged.sendsRows();
    }

    /** Before a commit while the table does not exist: sets without a row, and nothing else, are not worth a table. */
    synchronized void dropEmptySets() {
        if (!sendsRows() && staged.forgottenColumns().isEmpty()) {
            writer.abandon(staged.parts());
            staged.parts().delete(spool);
            staged = new StagedFacts(table);
        }
    }

    /** Staged rows that need not be sent, where none has to be. */
    synchronized long unsentRows() {
        return hasLines() ? 0 : staged.rows();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized long stagedEntries() {
        return staged.entries() + (inCommit == null ? 0 : inCommit.entries());
    }

    @Override
    public synchronized long stagedBytes() {
        return staged.parts().plainBytes()
                + (inCommit == null ? 0 : inCommit.parts().plainBytes());
    }

    /**
     * Hands everything staged to a commit, its files moved into {@code target} under names that begin with {@code prefix}.
     * {@link #committed} or {@link #giveBack} ends the commit.
     */
    synchronized StagedFacts take(Path target, String prefix) {
        requireOpen();
        addConfirmed();
        writer.seal(staged.parts());
        var taken = staged;
        staged = new StagedFacts(table);
        inCommit = taken;
        taken.parts().moveTo(target, prefix);
        return taken;
    }

    /** A departure must not take what a later reading confirmed, which the warehouse was not told. */
    private void addConfirmed() {
        if (known != null && !staged.forgottenColumns().isEmpty()) {
            lines.clear();
            known.confirmedAfter(
                    staged.earliestForgotten(),
                    (owner, hash, readAt) -> FactLines.confirmed(lines, owner, readAt, hash));
            if (lines.length() > 0) {
                write(lines);
            }
        }
    }

    /** After a commit that wrote what was taken. */
    synchronized void committed() {
        var done = inCommit;
        if (done != null) {
            inCommit = null;
            done.parts().delete(spool);
        }
    }

    /** After a commit that failed: its sets come before those that were appended since. */
    synchronized void giveBack() {
        var kept = inCommit;
        if (kept != null) {
            inCommit = null;
            kept.join(staged);
            staged = kept;
        }
    }

    private void requireOpen() {
        if (closed || writer.isBroken()) {
            throw new IllegalStateException(
                    "stage of " + table.name() + (closed ? " is closed" : " is incomplete after an earlier failure"));
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            giveBack();
            writer.abandon(staged.parts());
            staged.parts().delete(spool);
        }
    }

    /** A set that comes in parts: in memory while it is small, then in a file of its own. */
    private final class Writer implements FactSetWriter {
        private final long number;
        private final long ownerId;
        private final long readAtMillis;
        private final FactLines encoding = new FactLines(table);
        private final JsonLine buffer = new JsonLine();
        private @Nullable SpoolFile file;
        private long hash;
        private long rows;
        private long plainBytes;

        Writer(long number, long ownerId, long readAtMillis) {
            this.number = number;
            this.ownerId = ownerId;
            this.readAtMillis = readAtMillis;
        }

        @Override
        public void append(List<@Nullable Object[]> more) {
            for (var row : more) {
                table.requireRow(ownerId, row);
                departed.sent(table, row);
                hash += encoding.row(buffer, number, row);
                rows++;
            }
            if (buffer.length() >= SET_BYTES) {
                flush();
            }
        }

        private void flush() {
            synchronized (SnowflakeFactStage.this) {
                var own = file == null ? writer.newFile() : file;
                file = own;
                own.write(buffer);
            }
            plainBytes += buffer.length();
            buffer.clear();
        }

        @Override
        public void complete() {
            synchronized (SnowflakeFactStage.this) {
                requireOpen();
                if (isSent(ownerId, hash, readAtMillis)) {
                    FactLines.set(buffer, number, ownerId, readAtMillis, hash);
                    stage();
                    staged.sent(ownerId, hash, readAtMillis, rows);
                }
                staged.count(rows);
            }
        }

        private void stage() {
            var own = file;
            if (own == null) {
                SnowflakeFactStage.this.write(buffer);
                return;
            }
            file = null;
            own.write(buffer);
            own.close();
            staged.parts().add(own);
            staged.parts().addPlainBytes(plainBytes + buffer.length());
        }

        @Override
        public void close() {
            var own = file;
            if (own != null) {
                file = null;
                own.abandon();
                var dropped = new StagedParts();
                dropped.add(own);
                dropped.delete(spool);
            }
        }
    }
}
