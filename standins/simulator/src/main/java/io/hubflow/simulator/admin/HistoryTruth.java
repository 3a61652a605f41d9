package io.hubflow.simulator.admin;

import io.hubflow.simulator.json.JsonBytes;
import io.hubflow.simulator.portal.CrmRecord;
import io.hubflow.simulator.portal.CrmRecord.State;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import io.hubflow.simulator.portal.PropertyColumn;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Every version of the values of live and archived records, oldest first, also those that answers no longer show. */
public final class HistoryTruth {
    private static final int RECORDS_PER_PIECE = 200;

    private final Portal portal;

    /**
     * One version of one value.
     *
     * @param value {@code ""} when the value was cleared
     * @param answered whether the API still answers it; with a depth it shows the newest ones only
     */
    public record Row(
            long id,
            String property,
            String value,
            Instant timestamp,
            String sourceType,
            String sourceId,
            OptionalLong updatedByUserId,
            boolean answered) {}

    /** The history of a portal. */
    public HistoryTruth(Portal portal) {
        this.portal = portal;
    }

    /**
     * The history of a property of all records in id order; for portals of test size.
     *
     * @param property a name, or {@code *} for every property
     */
    public List<Row> rows(ObjectType type, String property) {
        var rows = new ArrayList<Row>();
        portal.read(() -> piece(type, property, 0, Integer.MAX_VALUE, rows::add));
        return rows;
    }

    /** Writes one JSON object a line. The portal is read piece by piece. */
    void write(ObjectType type, String property, OutputStream out) throws IOException {
        var piece = new JsonBytes(64 << 10);
        long next = 0;
        while (next >= 0) {
            long first = next;
            piece.truncate(0);
            next = portal.read(() -> piece(type, property, first, RECORDS_PER_PIECE, row -> write(piece, row)));
            out.write(piece.array(), 0, piece.size());
        }
    }

    Collection<PropertyColumn> columns(ObjectType type, String property) {
        var catalog = portal.catalog(type);
        return property.equals("*") ? catalog.columns() : List.of(catalog.require(property));
    }

    private long piece(ObjectType type, String property, long firstId, int records, Consumer<Row> visitor) {
        var columns = columns(type, property);
        int[] left = {records};
        long[] next = {-1};
        portal.store(type).scan(firstId, record -> {
            if (left[0]-- == 0) {
                next[0] = record.id();
                return false;
            }
            if (record.state() == State.LIVE || record.state() == State.ARCHIVED) {
                columns.forEach(column -> visit(type, record, column, visitor));
            }
            return true;
        });
        return next[0];
    }

    private void visit(ObjectType type, CrmRecord record, PropertyColumn column, Consumer<Row> visitor) {
        var versions = portal.history().of(type, record, column);
        int depth = portal.settings().historyDepth();
        int firstAnswered = depth == 0 ? 0 : versions.size() - depth;
        for (int i = 0; i < versions.size(); i++) {
            var version = versions.get(i);
            visitor.accept(new Row(
                    record.id(),
                    column.name(),
                    version.value(),
                    Instant.ofEpochMilli(version.millis()),
                    version.source().type(),
                    version.source().id(),
                    version.source().userId() == 0
                            ? OptionalLong.empty()
                            : OptionalLong.of(version.source().userId()),
                    i >= firstAnswered));
        }
    }

    private static void write(JsonBytes out, Row row) {
        out.raw("{\"id\":\"").number(row.id()).raw("\",\"property\":").string(row.property());
        out.raw(",\"value\":")
                .string(row.value())
                .raw(",\"timestamp\":")
                .instant(row.timestamp().toEpochMilli());
        out.raw(",\"source_type\":")
                .string(row.sourceType())
                .raw(",\"source_id\":")
                .string(row.sourceId());
        row.updatedByUserId()
                .ifPresent(user -> out.raw(",\"updated_by_user_id\":").number(user));
        out.raw(row.answered() ? ",\"answered\":true}\n" : ",\"answered\":false}\n");
    }
}
