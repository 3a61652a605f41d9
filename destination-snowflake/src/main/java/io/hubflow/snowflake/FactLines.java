package io.hubflow.snowflake;

import io.hubflow.engine.destination.FactTable;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes sets of facts as NDJSON lines, each with its kind under {@code k}: {@link #SET} (owner, time of reading, number,
 * hash), {@link #ROW} (the number of its set, and the values as {@code c0}, {@code c1}…), {@link #FORGET} (column, id, time)
 * and {@link #CONFIRMED} (owner, time, hash of a set that need not be sent). Not thread-safe.
 */
final class FactLines {
    static final int SET = 0;
    static final int ROW = 1;
    static final int FORGET = 2;
    static final int CONFIRMED = 3;

    private final FactTable table;
    private final JsonLine values = new JsonLine();

    FactLines(FactTable table) {
        this.table = table;
    }

    /** @return a hash of the row, to be added up: the order of rows does not matter */
    long row(JsonLine line, long number, @Nullable Object[] row) {
        values.clear();
        RowEncoder.encode(written(row), values);
        line.raw("{\"k\":1,\"n\":").number(number).raw(",").rest(values);
        return values.hash();
    }

    /** The end of versions is the destination's to find. */
    private List<@Nullable Object> written(@Nullable Object[] row) {
        if (table.endColumn().isEmpty()) {
            return Arrays.asList(row);
        }
        var copy = row.clone();
        copy[table.position(table.endColumn())] = null;
        return Arrays.asList(copy);
    }

    static void set(JsonLine line, long number, long ownerId, long readAtMillis, long hash) {
        line.raw("{\"k\":0,\"o\":").number(ownerId);
        time(line, readAtMillis);
        line.raw(",\"n\":").number(number).raw(",\"h\":").number(hash).raw("}\n");
    }

    static void forget(JsonLine line, String column, long id, long readAtMillis) {
        line.raw("{\"k\":2,\"c\":").text(column).raw(",\"o\":").number(id);
        time(line, readAtMillis);
        line.raw("}\n");
    }

    static void confirmed(JsonLine line, long ownerId, long readAtMillis, long hash) {
        line.raw("{\"k\":3,\"o\":").number(ownerId);
        time(line, readAtMillis);
        line.raw(",\"h\":").number(hash).raw("}\n");
    }

    private static void time(JsonLine line, long millis) {
        line.raw(",\"r\":\"").raw(Instant.ofEpochMilli(millis).toString()).raw("\"");
    }
}
