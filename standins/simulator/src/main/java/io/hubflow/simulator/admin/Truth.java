package io.hubflow.simulator.admin;

import io.hubflow.simulator.json.JsonBytes;
import io.hubflow.simulator.portal.CrmRecord;
import io.hubflow.simulator.portal.CrmRecord.State;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import io.hubflow.simulator.portal.PropertyColumn;
import io.hubflow.simulator.portal.PropertyDefinition;
import io.hubflow.simulator.portal.RecordJson;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What the portal holds at this moment, whatever search shows and whatever faults do to answers. */
public final class Truth {
    private static final int RECORDS_PER_PIECE = 500;

    private final Portal portal;

    /**
     * A record that exists, live or archived.
     *
     * @param properties the non-null values of the properties that are not archived, cleared ones as {@code ""}
     * @param archivedAt present for archived records only
     */
    public record Row(
            long id,
            Map<String, String> properties,
            Instant createdAt,
            Instant updatedAt,
            boolean archived,
            Optional<Instant> archivedAt) {
        /** Copies the properties. */
        public Row {
            properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        }
    }

    /** The truth of a portal. */
    public Truth(Portal portal) {
        this.portal = portal;
    }

    /** All rows of a type in id order; for portals of test size. */
    public List<Row> rows(ObjectType type) {
        return portal.read(() -> rows(type, portal.catalog(type).columns()));
    }

    /** All rows of a type in id order, with the values of these properties alone, as far as there are such. */
    public List<Row> rows(ObjectType type, Set<String> properties) {
        return portal.read(() -> rows(
                type,
                portal.catalog(type).columns().stream()
                        .filter(column -> properties.contains(column.name()))
                        .toList()));
    }

    private List<Row> rows(ObjectType type, Collection<PropertyColumn> columns) {
        var rows = new ArrayList<Row>();
        portal.store(type).scan(0, record -> {
            if (exists(record)) {
                rows.add(row(columns, record));
            }
            return true;
        });
        return rows;
    }

    /** One row; absent when the id was never used, merged away or purged. */
    public Optional<Row> row(ObjectType type, long id) {
        return portal.read(() -> portal.store(type)
                .find(id)
                .filter(Truth::exists)
                .map(record -> row(portal.catalog(type).columns(), record)));
    }

    /** Live records by type; types without any are left out. */
    public Map<String, Long> counts() {
        return portal.read(() -> {
            var counts = new TreeMap<String, Long>();
            for (ObjectType type : portal.types().all()) {
                if (portal.store(type).liveCount() > 0) {
                    counts.put(portal.types().key(type), portal.store(type).liveCount());
                }
            }
            return counts;
        });
    }

    /**
     * Writes one JSON object a line, in id order, each in the shape of the API. The portal is read piece by piece: what
     * changes meanwhile may or may not be seen.
     *
     * @param properties those that are written; all when empty
     */
    void write(ObjectType type, List<String> properties, OutputStream out) throws IOException {
        var json = new RecordJson(portal, type);
        var piece = new JsonBytes(256 << 10);
        long next = 0;
        while (next >= 0) {
            long from = next;
            piece.truncate(0);
            next = portal.read(() -> piece(type, properties, json, piece, from));
            out.write(piece.array(), 0, piece.size());
        }
    }

    /** Writes some records; answers where to go on, or −1. */
    private long piece(ObjectType type, List<String> properties, RecordJson json, JsonBytes piece, long from) {
        var catalog = portal.catalog(type);
        var plan = properties.isEmpty()
                ? catalog.everything()
                : catalog.plan(properties, EnumSet.allOf(PropertyDefinition.Sensitivity.class));
        int[] written = {0};
        long[] next = {-1};
        portal.store(type).scan(from, record -> {
            if (written[0] == RECORDS_PER_PIECE) {
                next[0] = record.id();
                return false;
            }
            if (exists(record)) {
                json.writeTruth(piece, record, plan);
                piece.raw('\n');
            }
            written[0]++;
            return true;
        });
        return next[0];
    }

    private static Row row(Collection<PropertyColumn> columns, CrmRecord record) {
        var properties = new LinkedHashMap<String, String>();
        for (var column : columns) {
            String value = column.value(record);
            if (value != null) {
                properties.put(column.name(), value);
            }
        }
        return new Row(
                record.id(),
                properties,
                Instant.ofEpochMilli(record.createdMillis()),
                Instant.ofEpochMilli(record.modifiedMillis()),
                record.state() == State.ARCHIVED,
                record.state() == State.ARCHIVED
                        ? Optional.of(Instant.ofEpochMilli(record.leftMillis()))
                        : Optional.empty());
    }

    private static boolean exists(CrmRecord record) {
        return record.state() == State.LIVE || record.state() == State.ARCHIVED;
    }
}
