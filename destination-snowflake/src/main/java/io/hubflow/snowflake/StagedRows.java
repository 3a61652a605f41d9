package io.hubflow.snowflake;

import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import java.util.Set;

/** Finished files of one stage and what is known of the rows in them. Not thread-safe; a stage hands it to its commit. */
final class StagedRows {
    private final TableSchema schema;
    private final Set<String> unread;
    private final Kind kind;
    private final DeleteMode deletes;
    private final int stage;
    private final StagedParts parts = new StagedParts();
    private final IdSet ids = new IdSet();
    private final SentRows sent = new SentRows();
    private boolean merges;
    private long rows;
    private long lowestId = Long.MAX_VALUE;
    private long highestId = Long.MIN_VALUE;

    /** @param stage number of the stage that the rows belong to */
    StagedRows(TableSchema schema, Set<String> unread, Kind kind, DeleteMode deletes, int stage) {
        this.stage = stage;
        this.schema = schema;
        this.unread = unread;
        this.kind = kind;
        this.deletes = deletes;
    }

    /** What the lines tell. */
    enum Kind {
        /** Records with their values. */
        RECORDS,
        /** Records that are gone. */
        DEPARTURES
    }

    int stage() {
        return stage;
    }

    Kind kind() {
        return kind;
    }

    /** What becomes of the rows of departed records. */
    DeleteMode deletes() {
        return deletes;
    }

    /** The columns that the rows say nothing about, by {@link WarehouseTable#key}. */
    Set<String> unread() {
        return unread;
    }

    /** Whether the rows of the departed records are taken out of the table. */
    boolean removes() {
        return kind == Kind.DEPARTURES && deletes == DeleteMode.HARD;
    }

    /** Whether rows are to be marked as merged into others. */
    boolean marksMerged() {
        return merges && !removes();
    }

    /** Of a row that is in the files. */
    void sent(Row row) {
        merges |= row.isMerged();
        sent.add(row, removes() ? RowDigest.removedBy(row) : RowDigest.of(row));
        lowestId = Math.min(lowestId, row.id());
        highestId = Math.max(highestId, row.id());
    }

    /** Of every row, also one that need not be sent. */
    void count(long id) {
        rows++;
        ids.add(id);
    }

    /** Takes over everything of {@code later}. */
    void join(StagedRows later) {
        parts.join(later.parts);
        later.ids.forEach(ids::add);
        sent.addAll(later.sent);
        merges |= later.merges;
        rows += later.rows;
        lowestId = Math.min(lowestId, later.lowestId);
        highestId = Math.max(highestId, later.highestId);
    }

    TableSchema schema() {
        return schema;
    }

    StagedParts parts() {
        return parts;
    }

    long rows() {
        return rows;
    }

    /** Different ids among the rows. */
    long ids() {
        return ids.size();
    }

    SentRows sentRows() {
        return sent;
    }

    /** Of the rows in the files. */
    long lowestId() {
        return lowestId;
    }

    long highestId() {
        return highestId;
    }
}
