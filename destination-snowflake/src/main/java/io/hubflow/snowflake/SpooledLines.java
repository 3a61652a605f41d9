package io.hubflow.snowflake;

import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The lines of one kind that one stage holds in the spool. Not thread-safe: used under the stage's lock. */
final class SpooledLines {
    private final TableSchema schema;
    private final Set<String> unread;
    private final StagedRows.Kind kind;
    private final DeleteMode deletes;
    private final int stage;
    private final Spool spool;
    private final PartWriter writer;
    private final JsonLine lines = new JsonLine();
    private final List<Row> sent = new ArrayList<>();
    private final List<Row> counted = new ArrayList<>();
    private StagedRows staged;
    private @Nullable StagedRows inCommit;

    SpooledLines(
            TableSchema schema, Set<String> unread, StagedRows.Kind kind, DeleteMode deletes, Spool spool, int stage) {
        this.schema = schema;
        this.unread = unread;
        this.kind = kind;
        this.deletes = deletes;
        this.spool = spool;
        this.stage = stage;
        this.writer = new PartWriter(spool, stage, kind == StagedRows.Kind.RECORDS ? "" : "departed-");
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
            writer.write(lines, staged.parts());
        }
        sent.forEach(staged::sent);
        counted.forEach(row -> staged.count(row.id()));
        begin();
    }

    boolean isBroken() {
        return writer.isBroken();
    }

    long compressedBytes() {
        return staged.parts().compressedBytes() + writer.openBytes();
    }

    /** Whether anything has to be sent. */
    boolean hasLines() {
        return writer.hasOpenFile() || !staged.parts().isEmpty();
    }

    long ids() {
        return staged.ids();
    }

    long rows() {
        return staged.rows() + (inCommit == null ? 0 : inCommit.rows());
    }

    long plainBytes() {
        return staged.parts().plainBytes()
                + (inCommit == null ? 0 : inCommit.parts().plainBytes());
    }

    void forget() {
        staged = fresh();
    }

    /** Moves the files into {@code target} under names that begin with {@code prefix}. */
    StagedRows take(Path target, String prefix) {
        writer.seal(staged.parts());
        var taken = staged;
        staged = fresh();
        inCommit = taken;
        taken.parts().moveTo(target, prefix);
        return taken;
    }

    /** After a commit that wrote what was taken. */
    void committed() {
        var done = inCommit;
        if (done != null) {
            inCommit = null;
            done.parts().delete(spool);
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
        writer.abandon(staged.parts());
        staged.parts().delete(spool);
    }
}
