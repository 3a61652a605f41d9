package io.hubflow.simulator.admin;

import io.hubflow.simulator.json.JsonBytes;
import io.hubflow.simulator.portal.CrmRecord;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What became of the records that are no longer live, in id order. */
public final class TombstoneTruth {
    private final Portal portal;

    /**
     * A record that left.
     *
     * @param archivedAt when it went to the recycle bin, where it still is
     * @param deletedAt when it went for good: purged, or erased for the GDPR
     * @param mergedInto the record that its id reads now, however many merges ago
     */
    public record Row(long id, Optional<Instant> archivedAt, Optional<Instant> deletedAt, OptionalLong mergedInto) {}

    /** The tombstones of a portal. */
    public TombstoneTruth(Portal portal) {
        this.portal = portal;
    }

    /** The tombstones of a type. */
    public List<Row> rows(ObjectType type) {
        return portal.read(() -> {
            var rows = new ArrayList<Row>();
            portal.store(type)
                    .changed()
                    .values()
                    .forEach(record -> row(type, record).ifPresent(rows::add));
            return rows;
        });
    }

    void write(ObjectType type, OutputStream out) throws IOException {
        var line = new JsonBytes(128);
        for (Row row : rows(type)) {
            line.truncate(0);
            line.raw("{\"id\":\"").number(row.id()).raw('"');
            row.archivedAt().ifPresent(at -> line.raw(",\"archived_at\":").instant(at.toEpochMilli()));
            row.deletedAt().ifPresent(at -> line.raw(",\"deleted_at\":").instant(at.toEpochMilli()));
            row.mergedInto()
                    .ifPresent(id -> line.raw(",\"merged_into\":\"").number(id).raw('"'));
            line.raw("}\n");
            out.write(line.array(), 0, line.size());
        }
    }

    private Optional<Row> row(ObjectType type, CrmRecord record) {
        var at = Optional.of(Instant.ofEpochMilli(record.leftMillis()));
        return switch (record.state()) {
            case LIVE -> Optional.empty();
            case ARCHIVED -> Optional.of(new Row(record.id(), at, Optional.empty(), OptionalLong.empty()));
            case PURGED -> Optional.of(new Row(record.id(), Optional.empty(), at, OptionalLong.empty()));
            case MERGED ->
                Optional.of(new Row(
                        record.id(),
                        Optional.empty(),
                        Optional.empty(),
                        OptionalLong.of(portal.store(type)
                                .resolve(record.id())
                                .orElseThrow()
                                .id())));
        };
    }
}
