package io.hubflow.simulator.admin;

import io.hubflow.simulator.json.JsonBytes;
import io.hubflow.simulator.portal.Link;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The associations whose two ends are live, in the order of the ids and types. */
public final class LinkTruth {
    private static final int RECORDS_PER_PIECE = 500;

    private final Portal portal;

    /**
     * One association type between two records.
     *
     * @param label empty for the type without a label
     */
    public record Row(long fromId, long toId, int typeId, String category, Optional<String> label) {}

    /** The links of a portal. */
    public LinkTruth(Portal portal) {
        this.portal = portal;
    }

    /** All links from one type to another; for portals of test size. */
    public List<Row> rows(ObjectType from, ObjectType to) {
        var rows = new ArrayList<Row>();
        portal.read(() -> piece(from, to, 0, Integer.MAX_VALUE, rows::add));
        return rows;
    }

    /** Writes one JSON object a line. The portal is read piece by piece. */
    void write(ObjectType from, ObjectType to, OutputStream out) throws IOException {
        var piece = new JsonBytes(64 << 10);
        long next = 0;
        while (next >= 0) {
            long first = next;
            piece.truncate(0);
            next = portal.read(() -> piece(from, to, first, RECORDS_PER_PIECE, row -> write(piece, row)));
            out.write(piece.array(), 0, piece.size());
        }
    }

    /** Visits the links of some records; answers the id to go on at, or −1. */
    private long piece(ObjectType from, ObjectType to, long firstId, int records, Consumer<Row> visitor) {
        int[] left = {records};
        long[] next = {-1};
        portal.store(from).scan(firstId, record -> {
            if (left[0]-- == 0) {
                next[0] = record.id();
                return false;
            }
            if (record.live()) {
                for (Link link : portal.links().of(from, record.id(), to)) {
                    link.types().stream()
                            .sorted((a, b) -> Integer.compare(a.id(), b.id()))
                            .forEach(type -> visitor.accept(new Row(
                                    record.id(),
                                    link.toId(),
                                    type.id(),
                                    type.category(),
                                    Optional.ofNullable(type.label()))));
                }
            }
            return true;
        });
        return next[0];
    }

    private static void write(JsonBytes out, Row row) {
        out.raw("{\"from_id\":\"").number(row.fromId()).raw("\",\"to_id\":\"").number(row.toId());
        out.raw("\",\"type_id\":").number(row.typeId()).raw(",\"category\":").string(row.category());
        out.raw(",\"label\":").stringOrNull(row.label().orElse(null)).raw("}\n");
    }
}
