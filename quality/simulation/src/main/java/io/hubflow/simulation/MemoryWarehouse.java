package io.hubflow.simulation;

import io.hubflow.engine.MemoryDestination;
import io.hubflow.engine.MemoryRow;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tables in memory: fast, and with every promise of the port. */
final class MemoryWarehouse implements Warehouse {
    private final MemoryDestination tables = new MemoryDestination();

    /** @param flushRows a commit comes after so many rows */
    MemoryWarehouse(int flushRows) {
        tables.flushEvery(flushRows);
    }

    @Override
    public Destination open() {
        return tables;
    }

    @Override
    public Map<Long, StoredRow> rows(String table) {
        var rows = new TreeMap<Long, StoredRow>();
        tables.rows(table).forEach((id, stored) -> rows.put(id, row(stored)));
        return rows;
    }

    private static StoredRow row(MemoryRow stored) {
        var row = stored.row();
        var values = new HashMap<String, Object>();
        for (var i = 0; i < row.valueCount(); i++) {
            var value = row.value(i);
            if (value != null) {
                values.put(stored.schema().columns().get(i).name(), value);
            }
        }
        var tombstone = stored.tombstone();
        return new StoredRow(
                row.createdAtMillis(),
                row.updatedAtMillis(),
                row.archived(),
                time(row.archivedAtMillis()),
                tombstone == null ? null : time(tombstone.deletedAtMillis()),
                tombstone == null || tombstone.mergedInto() == Row.NOT_MERGED || tombstone.isOutOfScope()
                        ? null
                        : tombstone.mergedInto(),
                tombstone != null && tombstone.isOutOfScope(),
                values,
                Unparsed.texts(row.unparsedJson()));
    }

    private static @Nullable Long time(long millis) {
        return millis == Row.NO_TIME ? null : millis;
    }

    @Override
    public List<Map<String, @Nullable Object>> facts(String table) {
        var facts = tables.facts(table);
        if (!facts.isEmpty()) {
            return facts;
        }
        var rows = new ArrayList<Map<String, @Nullable Object>>();
        tables.reference(table)
                .values()
                .forEach(scope -> scope.rows().forEach(values -> {
                    var row = new HashMap<String, @Nullable Object>();
                    for (var i = 0; i < scope.columns().size(); i++) {
                        row.put(scope.columns().get(i).name(), values.get(i));
                    }
                    rows.add(row);
                }));
        return rows;
    }

    @Override
    public List<Checkpoint> checkpoints() {
        return tables.loadCheckpoints();
    }

    @Override
    public void drop(String table) {
        tables.drop(table);
    }

    @Override
    public String dump() {
        var text = new StringBuilder();
        tables.loadCheckpoints().forEach(checkpoint -> text.append(checkpoint).append('\n'));
        tables.runs().forEach(run -> text.append(run).append('\n'));
        tables.quarantined().forEach(row -> text.append(row).append('\n'));
        for (var table : tables.tables()) {
            rows(table).values().forEach(row -> text.append(row).append('\n'));
        }
        return text.toString();
    }

    @Override
    public void close() {}
}
