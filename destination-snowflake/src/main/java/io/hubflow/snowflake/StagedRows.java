package io.hubflow.snowflake;

import io.hubflow.engine.destination.TableSchema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finished files of one stage and what is known of the rows in them. Not thread-safe; a stage hands it to its commit. */
final class StagedRows {
    private final TableSchema schema;
    private final Set<String> unread;
    private final List<Path> parts = new ArrayList<>();
    private final IdSet ids = new IdSet();
    private long rows;
    private long plainBytes;
    private long compressedBytes;
    private long lowestId = Long.MAX_VALUE;
    private long highestId = Long.MIN_VALUE;

    StagedRows(TableSchema schema, Set<String> unread) {
        this.schema = schema;
        this.unread = unread;
    }

    /** The columns that the rows say nothing about, by {@link WarehouseTable#key}. */
    Set<String> unread() {
        return unread;
    }

    void count(long id) {
        rows++;
        ids.add(id);
        lowestId = Math.min(lowestId, id);
        highestId = Math.max(highestId, id);
    }

    void addPlainBytes(long bytes) {
        plainBytes += bytes;
    }

    void addPart(SpoolFile file) {
        parts.add(file.path());
        compressedBytes += file.bytes();
    }

    /** Takes over everything of {@code later}. */
    void join(StagedRows later) {
        parts.addAll(later.parts);
        later.ids.forEach(ids::add);
        rows += later.rows;
        plainBytes += later.plainBytes;
        compressedBytes += later.compressedBytes;
        lowestId = Math.min(lowestId, later.lowestId);
        highestId = Math.max(highestId, later.highestId);
    }

    TableSchema schema() {
        return schema;
    }

    List<Path> parts() {
        return parts;
    }

    long rows() {
        return rows;
    }

    long plainBytes() {
        return plainBytes;
    }

    long compressedBytes() {
        return compressedBytes;
    }

    /** Different ids among the rows. */
    long ids() {
        return ids.size();
    }

    long lowestId() {
        return lowestId;
    }

    long highestId() {
        return highestId;
    }
}
