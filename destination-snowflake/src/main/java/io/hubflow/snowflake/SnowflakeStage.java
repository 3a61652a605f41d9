package io.hubflow.snowflake;

import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.destination.TableStage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one table in the spool. Thread-safe: every method holds the stage's lock. Rows that are appended while a commit
 * runs belong to the next one.
 */
final class SnowflakeStage implements TableStage {
    /**
     * A warehouse reads one file with one thread, and an X-Small has eight. A commit of {@code FLUSH_BYTES} is some 200 MB of
     * gzip: in parts of 20 MB all threads work, in the 100 to 250 MB that Snowflake advises for loading thousands of files
     * (docs.snowflake.com user-guide/data-load-considerations-prepare) one or two would.
     */
    static final long PART_BYTES = 20_000_000;

    private final TableSchema schema;
    private final Set<String> unread;
    private final Spool spool;
    private final Path folder;
    private final RowEncoder encoder;
    private final JsonLine lines = new JsonLine();
    private final @Nullable RowDigests known;
    private StagedRows staged;
    private @Nullable StagedRows inCommit;
    private @Nullable SpoolFile current;
    private int nextPart;
    private boolean broken;
    private boolean closed;

    SnowflakeStage(TableSchema schema, Spool spool, int number) {
        this(schema, Set.of(), spool, number, null);
    }

    /** @param known the rows that need not be sent, null when nothing is known of the table */
    SnowflakeStage(TableSchema schema, Set<String> unreadColumns, Spool spool, int number, @Nullable RowDigests known) {
        this.known = known;
        this.schema = schema;
        this.unread = unreadColumns.stream().map(WarehouseTable::key).collect(Collectors.toUnmodifiableSet());
        this.spool = spool;
        this.folder = spool.folder().resolve("stage-" + number);
        this.encoder = new RowEncoder(schema);
        this.staged = new StagedRows(schema, unread);
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public synchronized void append(List<Row> rows) {
        requireOpen();
        if (hasLines()) {
            spool.requireRoom();
        }
        lines.clear();
        var sent = new ArrayList<Row>();
        for (var row : rows) {
            int before = lines.length();
            encoder.encode(row, lines);
            if (known != null && known.isSameElseForget(row.id(), row.contentHash())) {
                lines.cutTo(before);
            } else {
                sent.add(row);
            }
        }
        if (lines.length() > 0) {
            write();
        }
        sent.forEach(staged::sent);
        rows.forEach(row -> staged.count(row.id()));
    }

    private void write() {
        var file =
                current == null ? new SpoolFile(folder.resolve("%05d.json.gz".formatted(nextPart++)), spool) : current;
        current = file;
        boolean written = false;
        try {
            file.write(lines);
            written = true;
        } finally {
            broken |= !written;
        }
        staged.addPlainBytes(lines.length());
        if (file.bytes() >= PART_BYTES) {
            seal();
        }
    }

    @Override
    public synchronized boolean isFull() {
        return spool.isCrowdedBy(staged.compressedBytes() + (current == null ? 0 : current.bytes()));
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Whether anything has to be sent: false also when all rows are known to be in the table. */
    synchronized boolean hasLines() {
        return current != null || !staged.parts().isEmpty();
    }

    /**
     * Ends a commit that had nothing to send. If rows to send were appended since, all that is staged waits for the next commit.
     *
     * @return different ids that were staged and are known to be in the table as they are
     */
    synchronized long dropUnchanged() {
        if (hasLines()) {
            return 0;
        }
        long ids = staged.ids();
        staged = new StagedRows(schema, unread);
        return ids;
    }

    /** Different ids that are staged and need not be sent, where none has to be. */
    synchronized long unsentIds() {
        return hasLines() ? 0 : staged.ids();
    }

    @Override
    public synchronized long stagedRows() {
        return staged.rows() + (inCommit == null ? 0 : inCommit.rows());
    }

    @Override
    public synchronized long stagedBytes() {
        return staged.plainBytes() + (inCommit == null ? 0 : inCommit.plainBytes());
    }

    /**
     * Hands everything staged to a commit, its files moved into {@code target} under names that begin with {@code prefix}.
     * {@link #committed} or {@link #giveBack} ends the commit.
     */
    synchronized StagedRows take(Path target, String prefix) {
        requireOpen();
        seal();
        var taken = staged;
        staged = new StagedRows(schema, unread);
        inCommit = taken;
        try {
            for (int i = 0; i < taken.parts().size(); i++) {
                var moved = target.resolve(prefix + "%05d.json.gz".formatted(i));
                taken.parts().set(i, Files.move(taken.parts().get(i), moved, StandardCopyOption.ATOMIC_MOVE));
            }
        } catch (IOException e) {
            throw Spool.unusable(target, e);
        }
        return taken;
    }

    private void seal() {
        var file = current;
        if (file != null) {
            current = null;
            file.close();
            staged.addPart(file);
        }
    }

    /** After a commit that wrote what was taken. */
    synchronized void committed() {
        var done = inCommit;
        if (done != null) {
            inCommit = null;
            drop(done);
        }
    }

    /** After a commit that failed: its rows come before those that were appended since. */
    synchronized void giveBack() {
        var kept = inCommit;
        if (kept != null) {
            inCommit = null;
            kept.join(staged);
            staged = kept;
        }
    }

    private void drop(StagedRows rows) {
        spool.shrank(rows.compressedBytes());
        try {
            for (var part : rows.parts()) {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw Spool.unusable(folder, e);
        }
    }

    private void requireOpen() {
        if (closed || broken) {
            throw new IllegalStateException(
                    "stage of " + schema.table() + (closed ? " is closed" : " is incomplete after an earlier failure"));
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            giveBack();
            var file = current;
            if (file != null) {
                current = null;
                file.abandon();
                staged.addPart(file);
            }
            drop(staged);
        }
    }
}
