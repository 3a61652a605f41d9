package io.hubflow.engine.fact;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.privacy.Protections;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HistoryBatch;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.PropertyVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the versions that HubSpot keeps of some properties, fifty records a call. What HubSpot has dropped stays in the table.
 * Thread-safe.
 */
public final class HistoryReader implements FactReader {
    /** What the histories of a record cost. */
    public static final double CALLS_PER_RECORD = 1.0 / HubSpotClient.MAX_HISTORY_BATCH;

    private static final String VALID_FROM = "valid_from";
    private static final String VALID_TO = "valid_to";

    private final ObjectType type;
    private final List<String> properties;
    private final Function<List<Long>, HistoryBatch> source;
    private final FactClock clock;
    private final Protections protections;

    HistoryReader(
            ObjectType type,
            List<String> properties,
            Function<List<Long>, HistoryBatch> source,
            FactClock clock,
            Protections protections) {
        this.type = type;
        this.properties = List.copyOf(properties);
        this.source = source;
        this.clock = clock;
        this.protections = protections;
    }

    /** @param properties not empty */
    public static HistoryReader of(
            ObjectType type, List<String> properties, HubSpotClient client, FactClock clock, Protections protections) {
        return new HistoryReader(
                type, properties, ids -> client.fetchHistories(type.apiName(), properties, ids), clock, protections);
    }

    /** The table of an object type's histories. */
    public static FactTable table(ObjectType type) {
        return new FactTable(
                type.table() + "_history",
                List.of(
                        new Column("_id", ColumnType.BIGINT),
                        new Column("property", ColumnType.VARCHAR),
                        new Column("value", ColumnType.VARCHAR),
                        new Column(VALID_FROM, ColumnType.TIMESTAMP),
                        new Column(VALID_TO, ColumnType.TIMESTAMP),
                        new Column("source_type", ColumnType.VARCHAR),
                        new Column("source_id", ColumnType.VARCHAR),
                        new Column("updated_by", ColumnType.BIGINT)),
                List.of("_id", "property", VALID_FROM),
                "_id",
                FactTable.Keep.EVERY,
                VALID_TO);
    }

    @Override
    public FactTable table() {
        return table(type);
    }

    @Override
    public double callsPerRecord() {
        return CALLS_PER_RECORD;
    }

    @Override
    public List<String> properties() {
        return properties;
    }

    @Override
    public ObjectState effect(ObjectState state) {
        return state.readAt(clock.newestMillis());
    }

    @Override
    public List<FactSet> read(FactRequest request) {
        var sets = new ArrayList<FactSet>(request.ids().size());
        var ids = request.ids();
        for (var from = 0; from < ids.size(); from += HubSpotClient.MAX_HISTORY_BATCH) {
            read(ids.subList(from, Math.min(from + HubSpotClient.MAX_HISTORY_BATCH, ids.size())), sets);
        }
        return sets;
    }

    /** In one call, or in smaller ones where the answer is larger than the memory allows. */
    private void read(List<Long> ids, List<FactSet> sets) {
        var readAtMillis = clock.sending();
        try {
            source.apply(ids)
                    .versionsById()
                    .forEach((id, versions) -> sets.add(new FactSet(id, readAtMillis, rows(id, versions))));
        } catch (ConnectorException e) {
            if (e.code() != ErrorCode.HUBSPOT_ANSWER_TOO_LARGE || ids.size() == 1) {
                throw e;
            }
            read(ids.subList(0, ids.size() / 2), sets);
            read(ids.subList(ids.size() / 2, ids.size()), sets);
        }
    }

    private List<@Nullable Object[]> rows(long id, List<PropertyVersion> versions) {
        var rows = new ArrayList<@Nullable Object[]>(versions.size());
        for (var version : versions) {
            var value = version.value();
            rows.add(new @Nullable Object[] {
                id,
                version.property(),
                value == null || value.isEmpty() ? null : protections.value(version.property(), value),
                Instant.ofEpochMilli(version.timestampMillis()),
                null,
                emptyIsNull(version.sourceType()),
                emptyIsNull(version.sourceId()),
                version.updatedByUserId().isPresent()
                        ? (Object) version.updatedByUserId().getAsLong()
                        : null
            });
        }
        return rows;
    }

    private static @Nullable String emptyIsNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
