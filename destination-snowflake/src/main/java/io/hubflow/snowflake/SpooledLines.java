package io.hubflow.snowflake;

import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The lines of one kind that one stage holds in the spool. Not thread-safe: used under the stage's lock. */
final class SpooledLines {
    /**
     * A warehouse reads one file with one thread, and an X-Small has eight. A commit of {@code FLUSH_BYTES} is some 200 MB of
     * gzip: in parts of 20 MB all threads work, in the 100 to 250 MB that Snowflake advises for loading thousands of files
     * (docs.snowflake.com user-guide/data-load-considerations-prepare) one or two would.
     */
    static final long PART_BYTES = 20_000_000;

    private final TableSchema schema;
    private final Set<String> unread;
    private final StagedRows.Kind kind;
    private final DeleteMode deletes;
    private final int stage;
    private final Spool spool;
    private final Path folder;
    private final JsonLine lines = new JsonLine();
    private final List<Row> sent = new ArrayList<>();
    private final List<Row> counted = new ArrayList<>();
    private StagedRows staged;
    private @Nullable StagedRows inCommit;
    private @Nullable SpoolFile current;
    private int nextPart;
    private boolean broken;

    SpooledLines(
            TableSchema schema, Set<String> unread, StagedRows.Kind kind, DeleteMode deletes, Spool spool, int stage) {
        this.schema = schema;
        this.unread = unread;
        this.kind = kind;
        this.deletes = deletes;
        this.spool = spool;
        this.stage = stage;
        this.folder = spool.folder().resolve("stage-" + stage);
        this.staged = fresh();
    }

    private StagedRows fresh() {
        return new StagedRows(schema, unread, kind, deletes, stage);
    }

    void begin() {
        lines.clear();
        sent.clear();
        counted.clear();
    }

    JsonLine lines() {
        return lines;
    }

    /** The row's line has been added. */
    void added(Row row) {
        sent.add(row);
        counted.add(row);
    }

    /** The row need not be sent. */
    void unchanged(Row row) {
        counted.add(row);
    }

    /** Writes what was added, and begins again. */
    void write() {
        if (lines.length() > 0) {
            writeLines();
        }
        sent.forEach(staged::sent);
        counted.forEach(row -> staged.count(row.id()));
        begin();
    }

    private void writeLines() {
        var file = current;
        if (file == null) {
            var name =
                    (kind == StagedRows.Kind.RECORDS ? "%05d.json.gz" : "departed-%05d.json.gz").formatted(nextPart++);
            file = new SpoolFile(folder.resolve(name), spool);
            current = file;
        }
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

    boolean isBroken() {
        return broken;
    }

    long compressedBytes() {
        var file = current;
        return staged.compressedBytes() + (file == null ? 0 : file.bytes());
    }

    /** Whether anything has to be sent. */
    boolean hasLines() {
        return current != null || !staged.parts().isEmpty();
    }

    long ids() {
        return staged.ids();
    }

    long rows() {
        return staged.rows() + (inCommit == null ? 0 : inCommit.rows());
    }

    long plainBytes() {
        return staged.plainBytes() + (inCommit == null ? 0 : inCommit.plainBytes());
    }

    void forget() {
        staged = fresh();
    }

    /** Moves the files into {@code target} under names that begin with {@code prefix}. */
    StagedRows take(Path target, String prefix) {
        seal();
        var taken = staged;
        staged = fresh();
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
    void committed() {
        var done = inCommit;
        if (done != null) {
            inCommit = null;
            drop(done);
        }
    }

    /** After a commit that failed: its rows come before those that were appended since. */
    void giveBack() {
        var kept = inCommit;
        if (kept != null) {
            inCommit = null;
            kept.join(staged);
            staged = kept;
        }
    }

    void close() {
        giveBack();
        var file = current;
        if (file != null) {
            current = null;
            file.abandon();
            staged.addPart(file);
        }
        drop(staged);
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
}
