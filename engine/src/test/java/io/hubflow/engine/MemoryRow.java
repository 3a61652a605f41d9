package io.hubflow.engine;

import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A row with the schema it was written under.
 *
 * @param tombstone what marks it as gone
 */
public record MemoryRow(
        Row row, TableSchema schema, @Nullable Row tombstone) {
    public @Nullable Object value(String column) {
        for (var i = 0; i < row.valueCount(); i++) {
            if (schema.columns().get(i).name().equals(column)) {
                return row.value(i);
            }
        }
        return null;
    }

    /** All values by column, without those that are null. */
    Map<String, Object> values() {
        var values = new HashMap<String, Object>();
        for (var i = 0; i < row.valueCount(); i++) {
            var value = row.value(i);
            if (value != null) {
                values.put(schema.columns().get(i).name(), value);
            }
        }
        return values;
    }

    /** The same row under the hash of another reading. */
    MemoryRow confirmed(long hash) {
        var values = IntStream.range(0, row.valueCount()).mapToObj(row::value).toArray();
        return new MemoryRow(row.withContent(hash, row.unparsedJson(), values), schema, tombstone);
    }

    public boolean isAlive() {
        return tombstone == null && !row.archived();
    }

    /** Whether nothing but the hash and the time of reading differs. */
    boolean isSame(MemoryRow old) {
        var stored = old.row();
        return row.createdAtMillis() == stored.createdAtMillis()
                && row.updatedAtMillis() == stored.updatedAtMillis()
                && row.archived() == stored.archived()
                && row.archivedAtMillis() == stored.archivedAtMillis()
                && Objects.equals(tombstone, old.tombstone())
                && Objects.equals(row.unparsedJson(), stored.unparsedJson())
                && hasSameValues(old);
    }

    private boolean hasSameValues(MemoryRow old) {
        if (schema == old.schema()) {
            return IntStream.range(0, row.valueCount())
                    .allMatch(i -> Objects.equals(row.value(i), old.row().value(i)));
        }
        var before = old.values();
        return IntStream.range(0, row.valueCount())
                .allMatch(i -> Objects.equals(
                        row.value(i), before.get(schema.columns().get(i).name())));
    }
}
