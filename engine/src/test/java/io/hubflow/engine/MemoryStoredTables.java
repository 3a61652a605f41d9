package io.hubflow.engine;

import io.hubflow.engine.destination.Erasure;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.QuarantinedRow;
import io.hubflow.engine.destination.RecordErasure;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.StoredRow;
import io.hubflow.engine.destination.StoredTables;
import io.hubflow.engine.destination.TableSchema;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What a run asks of stored tables, in memory: the rows that left the filter, the rows of a table, and the erasure of records. What
 * verifications and changes of privacy ask for is tested with real warehouses.
 */
final class MemoryStoredTables implements StoredTables {
    private final Object lock;
    private final Map<String, MemoryTable> tables;
    private final Map<String, MemoryFacts> facts;
    private final List<QuarantinedRow> quarantined;

    /** @param lock guards all the others */
    MemoryStoredTables(
            Object lock,
            Map<String, MemoryTable> tables,
            Map<String, MemoryFacts> facts,
            List<QuarantinedRow> quarantined) {
        this.lock = lock;
        this.tables = tables;
        this.facts = facts;
        this.quarantined = quarantined;
    }

    @Override
    public void rows(TableSchema schema, Consumer<StoredRow> rows) {
        rows(schema, id -> true, rows);
    }

    @Override
    public void rows(TableSchema schema, Collection<Long> ids, Consumer<StoredRow> rows) {
        rows(schema, new HashSet<>(ids)::contains, rows);
    }

    private void rows(TableSchema schema, LongPredicate wanted, Consumer<StoredRow> rows) {
        List<StoredRow> found;
        synchronized (lock) {
            found = table(schema.table()).entrySet().stream()
                    .filter(entry -> wanted.test(entry.getKey()))
                    .map(entry -> row(schema, entry.getValue()))
                    .toList();
        }
        found.forEach(rows);
    }

    private TreeMap<Long, MemoryRow> table(String name) {
        return tables.getOrDefault(name, new MemoryTable()).rows();
    }

    private static StoredRow row(TableSchema schema, MemoryRow stored) {
        var row = stored.row();
        var mark = stored.tombstone();
        return new StoredRow(
                row.id(),
                row.createdAtMillis(),
                row.updatedAtMillis(),
                row.archived(),
                row.archivedAtMillis(),
                mark == null ? Row.NO_TIME : mark.deletedAtMillis(),
                mark == null ? Row.NOT_MERGED : mark.mergedInto(),
                OptionalLong.of(row.contentHash()),
                row.unparsedJson(),
                schema.columns().stream()
                        .map(column -> stored.value(column.name()))
                        .toArray());
    }

    @Override
    public List<Long> outOfScope(String table, long fromId, int most) {
        synchronized (lock) {
            return table(table).tailMap(fromId, true).entrySet().stream()
                    .filter(entry -> isOutOfScope(entry.getValue().tombstone()))
                    .map(Map.Entry::getKey)
                    .limit(most)
                    .toList();
        }
    }

    private static boolean isOutOfScope(@Nullable Row mark) {
        return mark != null && mark.isOutOfScope();
    }

    @Override
    public void erase(RecordErasure erasure) {
        synchronized (lock) {
            var table = erasure.schema().map(schema -> table(schema.table())).orElseGet(TreeMap::new);
            var ids = erased(erasure, table);
            table.replaceAll((id, stored) -> ids.contains(id) ? withoutValues(stored, erasure.goneAtMillis()) : stored);
            erasure.history()
                    .ifPresent(history -> facts.computeIfAbsent(history.name(), name -> new MemoryFacts())
                            .erase(history, ids, erasure.goneAtMillis()));
            quarantined.replaceAll(row -> row.objectType().equals(erasure.objectType())
                            && ids.stream().anyMatch(id -> row.id().equals(id.toString()))
                    ? new QuarantinedRow(row.objectType(), row.id(), row.reason(), "", row.readAt())
                    : row);
        }
    }

    /** Without those that were purged, and with those that were merged into one of the others. */
    private static Set<Long> erased(RecordErasure erasure, Map<Long, MemoryRow> table) {
        var ids = new HashSet<>(erasure.ids());
        ids.removeIf(id -> wasPurged(table.get(id), erasure.purgedBeforeMillis()));
        var gone = Set.copyOf(ids);
        table.forEach((id, stored) -> {
            var mark = stored.tombstone();
            if (mark != null && mark.isMerged() && gone.contains(mark.mergedInto())) {
                ids.add(id);
            }
        });
        return ids;
    }

    private static boolean wasPurged(@Nullable MemoryRow stored, long beforeMillis) {
        return stored != null
                && stored.row().archived()
                && !(stored.tombstone() != null && stored.tombstone().isMerged())
                && stored.row().archivedAtMillis() != Row.NO_TIME
                && stored.row().archivedAtMillis() <= beforeMillis;
    }

    private static MemoryRow withoutValues(MemoryRow stored, long goneAtMillis) {
        var row = stored.row();
        var empty = row.withContent(0, null, new @Nullable Object[row.valueCount()])
                .withVersion(Math.max(row.versionMicros(), Math.multiplyExact(goneAtMillis, 1_000)));
        return new MemoryRow(empty, stored.schema(), stored.tombstone());
    }

    @Override
    public Set<Long> quarantined(String objectType) {
        throw unsupported();
    }

    @Override
    public StoredSets sets(FactTable table) {
        throw unsupported();
    }

    @Override
    public List<@Nullable Object[]> factRows(FactTable table, Collection<Long> owners) {
        throw unsupported();
    }

    @Override
    public void distrust(String table, Collection<Long> ids) {
        throw unsupported();
    }

    @Override
    public void remove(String table, Collection<Long> ids) {
        throw unsupported();
    }

    @Override
    public void distrust(FactTable table, Collection<Long> owners) {
        throw unsupported();
    }

    @Override
    public void removeFacts(FactTable table, List<@Nullable Object[]> rows) {
        throw unsupported();
    }

    @Override
    public void erase(Erasure erasure) {
        throw unsupported();
    }

    private static UnsupportedOperationException unsupported() {
        return new UnsupportedOperationException("no run asks this of tables in memory");
    }
}
